/**
 * The text editor, put together. It lives in a shadow root: there its styles are constructed sheets, which the pages'
 * strict policy allows, and no style element is made.
 */

import { acceptCompletion, autocompletion, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, HighlightStyle, indentOnInput, indentService, indentUnit, type IndentContext, syntaxHighlighting } from '@codemirror/language'
import { forceLinting, lintGutter, linter, lintKeymap, type Diagnostic } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { Finding } from './api'
import { indentAfter } from './indent'
import { PHRASES } from './phrases'
import { THEME } from './theme'

const CHECK_MS = 400

export interface Surroundings {
  /** Findings of the text; those of other files are shown elsewhere. */
  check: (text: string) => Promise<Finding[]>
  words: (finding: Finding) => string
  complete: (context: CompletionContext) => CompletionResult | null
  changed: (text: string) => void
  label: string
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: '#0b5c8a', fontWeight: '600' },
  { tag: tags.comment, color: '#5f6b76' },
  { tag: tags.string, color: '#8a3b12' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: '#566472' },
])

export class Editor {
  private readonly view: EditorView
  private readonly language = new Compartment()

  constructor(
    host: HTMLElement,
    private readonly around: Surroundings,
    private name: () => string,
    locale: string,
  ) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
    this.view = new EditorView({ parent: root as unknown as HTMLElement, root, state: this.state('', locale) })
  }

  get text(): string {
    return this.view.state.doc.toString()
  }

  /** Another file, or what this one holds by now: nothing of the old text can be brought back by undoing. */
  open(text: string, locale: string): void {
    this.view.setState(this.state(text, locale))
    this.recheck()
  }

  speak(locale: string): void {
    this.view.dispatch({ effects: this.language.reconfigure(phrases(locale)) })
    this.recheck()
  }

  recheck(): void {
    forceLinting(this.view)
  }

  focus(): void {
    this.view.focus()
  }

  /** To a place that counts from 1, as findings tell it. */
  goTo(line: number, column: number): void {
    const at = positionOf(this.view.state, line, column)
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) })
    this.view.focus()
  }

  close(): void {
    this.view.destroy()
  }

  private state(text: string, locale: string): EditorState {
    const keys = [{ key: 'Tab', run: acceptCompletion }, indentWithTab, ...searchKeymap, ...lintKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]
    return EditorState.create({
      doc: text,
      extensions: [
        [lineNumbers(), lintGutter(), history(), drawSelection(), indentOnInput(), bracketMatching()],
        [highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches(), search({ top: true })],
        [indentService.of(indented), yaml(), indentUnit.of('  '), syntaxHighlighting(COLOURS), THEME, keymap.of(keys)],
        autocompletion({ override: [this.around.complete], icons: false }),
        linter((view) => this.diagnosed(view), { delay: CHECK_MS }),
        EditorView.updateListener.of((update) => update.docChanged && this.around.changed(update.state.doc.toString())),
        EditorView.contentAttributes.of({ 'aria-label': this.around.label, 'data-test': 'editor-text', spellcheck: 'false' }),
        this.language.of(phrases(locale)),
      ],
    })
  }

  private async diagnosed(view: EditorView): Promise<Diagnostic[]> {
    const file = this.name()
    const found = await this.around.check(view.state.doc.toString())
    return found.filter((one) => one.file === file).map((one) => diagnostic(view.state, one, this.around.words(one)))
  }
}

/** The line before the new one decides; the grammar of YAML itself knows less of what is still being written. */
function indented(context: IndentContext, position: number): number {
  const before = context.lineAt(position, -1)
  return indentAfter(before.text.slice(0, position - before.from))
}

function phrases(locale: string): Extension {
  return locale === 'en' ? [] : EditorState.phrases.of(PHRASES)
}

function positionOf(state: EditorState, line: number, column: number): number {
  const row = state.doc.line(Math.min(Math.max(1, line), state.doc.lines))
  return Math.min(row.from + Math.max(0, column - 1), row.to)
}

/** From the place of the finding to the end of the word there, or of the line. */
function diagnostic(state: EditorState, one: Finding, message: string): Diagnostic {
  const from = positionOf(state, one.line, one.column)
  const row = state.doc.lineAt(from)
  const length = /^[^\s,\]}#]+/.exec(row.text.slice(from - row.from))?.[0].length ?? 0
  return { from, to: Math.min(row.to, from + Math.max(1, length)), severity: one.severity, message }
}
