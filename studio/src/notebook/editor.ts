import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { typescriptLanguage } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, indentUnit, LanguageSupport, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, Prec, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { completeFrom, type Known } from './completion.ts';

export interface EditorOptions {
  readonly source: string;
  readonly label: string;
  readonly known: () => Known;
  readonly onchange: (source: string) => void;
  /** `next`: go on to the next cell. */
  readonly onrun: (next: boolean) => void;
  readonly onleave: () => void;
}
export interface Editor {
  readonly focus: () => void;
  readonly setSource: (source: string) => void;
  readonly setLabel: (label: string) => void;
  readonly markLine: (line: number | null) => void;
  readonly destroy: () => void;
}

/**
 * An editor inside a shadow root: there its style sheets are adopted ones, which a policy without 'unsafe-inline'
 * allows.
 */
export function openEditor(host: HTMLElement, o: EditorOptions): Editor {
  const root = host.attachShadow({ mode: 'open' });
  const parent = document.createElement('div');
  const named = new Compartment();
  root.append(parent);
  const label = (text: string): Extension =>
    EditorView.contentAttributes.of({ 'aria-label': text, 'aria-multiline': 'true', tabindex: '0' });
  const run = (next: boolean) => (): boolean => {
    o.onrun(next);
    return true;
  };
  const view = new EditorView({
    parent,
    root,
    state: EditorState.create({
      doc: o.source,
      extensions: [
        Prec.highest(
          keymap.of([
            { key: 'Shift-Enter', run: run(true) },
            { key: 'Mod-Enter', run: run(false) },
            { key: 'Ctrl-Enter', run: run(false) },
            {
              key: 'Escape',
              run: (v) => {
                if (completionStatus(v.state) !== null) return false;
                o.onleave();
                return true;
              },
            },
          ]),
        ),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        new LanguageSupport(typescriptLanguage),
        syntaxHighlighting(classHighlighter),
        autocompletion({ override: [completeFrom(o.known)], icons: false }),
        keymap.of([
          { key: 'Tab', run: indentMore, shift: indentLess },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...completionKeymap,
        ]),
        named.of(label(o.label)),
        look,
        EditorView.updateListener.of((u) => {
          if (u.docChanged) o.onchange(u.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    focus: () => {
      view.focus();
    },
    setSource: (source) => {
      if (source !== view.state.doc.toString()) {
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source } });
      }
    },
    setLabel: (text) => {
      view.dispatch({ effects: named.reconfigure(label(text)) });
    },
    markLine: (line) => {
      if (line !== null && line <= view.state.doc.lines) {
        view.dispatch({ selection: { anchor: view.state.doc.line(line).from }, scrollIntoView: true });
      }
    },
    destroy: () => {
      view.destroy();
    },
  };
}

/** Ink on paper: words of the language are bold, texts and comments lighter. */
const look = EditorView.theme({
  '&': { fontSize: '13px', color: 'var(--ink)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', overflowX: 'auto' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--p2)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--sunken)', outline: '1px solid var(--line2)' },
  '.tok-keyword': { fontWeight: '600' },
  '.tok-string, .tok-string2': { color: 'var(--activation)' },
  '.tok-number, .tok-bool, .tok-atom, .tok-literal': { color: 'var(--pos)' },
  '.tok-comment': { color: 'var(--ink3)' },
  '.tok-typeName, .tok-className': { color: 'var(--parameter)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--sheet)',
    color: 'var(--ink)',
    border: '1px solid var(--line2)',
    borderRadius: '4px',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '13px', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', lineHeight: '1.5' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--sunken)',
    color: 'var(--ink)',
    boxShadow: 'inset 3px 0 0 var(--ink)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': { color: 'var(--ink3)', fontStyle: 'normal', marginLeft: '1.2em' },
  '.cm-tooltip.cm-completionInfo': {
    padding: '8px 12px',
    maxWidth: '380px',
    fontFamily: 'var(--sans)',
    fontSize: '13px',
    lineHeight: '1.5',
    whiteSpace: 'pre-wrap',
  },
});
