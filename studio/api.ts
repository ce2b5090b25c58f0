import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import ts from 'typescript';

/**
 * A public name: how it is called, what it is, and the names inside it (members of a value or class, options of a
 * call).
 */
export interface ApiName {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'constant' | 'type' | 'property';
  readonly type: string;
  /** First paragraph of its docstring. */
  readonly doc: string;
  readonly members?: readonly ApiName[];
  readonly options?: readonly ApiName[];
  /** Texts that an option can have. */
  readonly values?: readonly string[];
}
export type Api = Readonly<Record<string, readonly ApiName[]>>;

/**
 * `import api from 'virtual:api'`: the public names that a program can import, read from the library's types. For
 * completion.
 */
export function apiNames(entries: Readonly<Record<string, string>>): Plugin {
  const id = 'virtual:api';
  const inner = `\0${id}`;
  return {
    name: 'api-names',
    resolveId: (source) => (source === id ? inner : undefined),
    load: (source) =>
      source === inner
        ? { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(readApi(entries)))});`, moduleType: 'js' }
        : undefined,
  };
}

/** @param entries file of each module that can be imported */
export function readApi(entries: Readonly<Record<string, string>>): Api {
  const here = fileURLToPath(new URL('../src/', import.meta.url)).replaceAll('\\', '/');
  const program = ts.createProgram(Object.values(entries), {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  });
  const checker = program.getTypeChecker();
  const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const typeText = (type: ts.Type): string =>
    cut(
      checker.typeToString(
        type,
        undefined,
        ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope,
      ),
      160,
    );
  const docOf = (s: ts.Symbol): string =>
    cut(
      (ts.displayPartsToString(s.getDocumentationComment(checker)).split(/\n\s*\n/)[0] ?? '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
      300,
    );
  const visible = (s: ts.Symbol): boolean =>
    /^[A-Za-z]\w*$/.test(s.name) &&
    (s.declarations ?? []).some(
      (d) =>
        d.getSourceFile().fileName.startsWith(here) && !(ts.getCombinedModifierFlags(d) & ts.ModifierFlags.Private),
    );
  const exportsOf = (file: string): ts.Symbol[] => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    return module ? checker.getExportsOfModule(module) : [];
  };
  const followed = (s: ts.Symbol): ts.Symbol => (s.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(s) : s);
  const every = Object.values(entries).flatMap(exportsOf);

  const literals = (type: ts.Type): string[] =>
    (type.isUnion() ? type.types : [type]).flatMap((t) => (t.isStringLiteral() ? [t.value] : []));
  /** An option of type `LossOption` can be any `LossName`. */
  function valuesOf(type: ts.Type): string[] {
    const own = literals(type);
    const name = /\b(\w+)Option\b/.exec(typeText(type))?.[1];
    const named = own.length === 0 && name !== undefined ? every.find((s) => s.name === `${name}Name`) : undefined;
    return named ? literals(checker.getDeclaredTypeOfSymbol(followed(named))) : own;
  }
  function optionsOf(type: ts.Type): ApiName[] {
    const last = type.getCallSignatures()[0]?.parameters.at(-1);
    const own = last && checker.getNonNullableType(checker.getTypeOfSymbol(last));
    if (!own || own.isUnion() || checker.isArrayType(own) || own.getCallSignatures().length > 0) return [];
    return own
      .getProperties()
      .filter(visible)
      .map((p) => {
        const t = checker.getTypeOfSymbol(p);
        const values = valuesOf(t);
        return {
          name: p.name,
          kind: 'property',
          type: typeText(checker.getNonNullableType(t)),
          doc: docOf(p),
          ...(values.length > 0 ? { values } : {}),
        };
      });
  }
  function describe(symbol: ts.Symbol, depth: number): ApiName {
    const s = followed(symbol);
    const isClass = (s.flags & ts.SymbolFlags.Class) !== 0;
    const isType = !isClass && !(s.flags & ts.SymbolFlags.Value);
    const type = isClass || isType ? checker.getDeclaredTypeOfSymbol(s) : checker.getTypeOfSymbol(s);
    const isCall = !isClass && !isType && type.getCallSignatures().length > 0;
    const statics = isClass
      ? checker
          .getTypeOfSymbol(s)
          .getProperties()
          .filter((p) => p.name !== 'prototype')
      : [];
    const members =
      depth < 2 && !isCall && !type.isUnion()
        ? [...statics, ...type.getProperties()].filter(visible).map((p) => describe(p, depth + 1))
        : [];
    const options = isCall ? optionsOf(type) : [];
    const values = isType ? literals(type) : [];
    return {
      name: symbol.name,
      kind: isClass ? 'class' : isType ? 'type' : isCall ? 'function' : depth > 0 ? 'property' : 'constant',
      type: isClass || isType ? '' : typeText(checker.getNonNullableType(type)),
      doc: docOf(s),
      ...(members.length > 0 ? { members } : {}),
      ...(options.length > 0 ? { options } : {}),
      ...(values.length > 0 ? { values } : {}),
    };
  }
  return Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [
      name,
      exportsOf(file)
        .map((s) => describe(s, 0))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    ]),
  );
}
