import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface ErrorText {
  readonly field: 'where' | 'expected' | 'received' | 'hint';
  readonly text: string;
  readonly place: string;
}

/**
 * Every text that the sources of `folders` (or files) put into a GradsheetError, with `{}` for what is computed. It
 * also
 * follows functions that make such an error of their own arguments.
 */
export function errorTexts(root: string, folders: readonly string[]): readonly ErrorText[] {
  const files = folders.flatMap((name) =>
    name.endsWith('.ts')
      ? [join(root, name)]
      : readdirSync(join(root, name), { recursive: true, encoding: 'utf8' })
          .filter((file) => file.endsWith('.ts'))
          .map((file) => join(root, name, file)),
  );
  const sources = files.map((file) =>
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true),
  );
  const makers = new Map<string, readonly (Field | null)[]>();
  for (const source of sources) {
    visit(source, (node) => {
      const maker = makerOf(node);
      if (maker) makers.set(maker.name, maker.fields);
    });
  }
  const found: ErrorText[] = [];
  for (const source of sources) {
    visit(source, (node) => {
      const add = (field: Field, value: ts.Expression): void => {
        const place = `${source.fileName.slice(root.length + 1)}:${source.getLineAndCharacterOfPosition(value.getStart()).line + 1}`;
        for (const text of texts(value)) found.push({ field, text, place });
      };
      if (ts.isNewExpression(node) && node.expression.getText() === 'GradsheetError' && node.arguments?.[1]) {
        fieldsIn(node.arguments[1], add);
      }
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const fields = makers.get(node.expression.text);
        node.arguments.forEach((argument, i) => {
          const field = fields?.[i];
          if (field) add(field, argument);
        });
      }
    });
  }
  return found;
}

type Field = ErrorText['field'];
const FIELDS: readonly Field[] = ['where', 'expected', 'received', 'hint'];
const asField = (name: string): Field | null => FIELDS.find((field) => field === name) ?? null;

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** A function whose parameters are called like fields and that builds the error itself. */
function makerOf(node: ts.Node): { name: string; fields: readonly (Field | null)[] } | null {
  const name = ts.isFunctionDeclaration(node)
    ? node.name?.text
    : ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)
      ? node.name.text
      : undefined;
  const made = ts.isFunctionDeclaration(node)
    ? node
    : ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer)
      ? node.initializer
      : undefined;
  if (name === undefined || !made?.body?.getText().includes('new GradsheetError(')) return null;
  const fields = made.parameters.map(({ name: parameter }) => asField(parameter.getText()));
  return fields.some((field) => field !== null) ? { name, fields } : null;
}

/** Properties called like fields, also those behind a spread and a condition. */
function fieldsIn(value: ts.Expression, add: (field: Field, value: ts.Expression) => void): void {
  visit(value, (node) => {
    if (!ts.isPropertyAssignment(node)) return;
    const field = asField(node.name.getText());
    if (field) add(field, node.initializer);
  });
}

/** What an expression may be, as texts with `{}`; alternatives inside a template count as texts of their own. */
function texts(value: ts.Expression): string[] {
  if (ts.isStringLiteral(value) || ts.isNoSubstitutionTemplateLiteral(value)) return [value.text];
  if (ts.isParenthesizedExpression(value)) return texts(value.expression);
  if (ts.isConditionalExpression(value)) return [...texts(value.whenTrue), ...texts(value.whenFalse)];
  if (ts.isBinaryExpression(value)) {
    const left = texts(value.left);
    const right = texts(value.right);
    if (value.operatorToken.kind !== ts.SyntaxKind.PlusToken) return [...left, ...right];
    return (left.length > 0 ? left : ['{}']).flatMap((a) => (right.length > 0 ? right : ['{}']).map((b) => a + b));
  }
  if (ts.isTemplateExpression(value)) {
    const whole = value.head.text + value.templateSpans.map((span) => `{}${span.literal.text}`).join('');
    return [
      whole,
      ...value.templateSpans.flatMap((span) => texts(span.expression)).filter((text) => text.trim() !== ''),
    ];
  }
  return [];
}
