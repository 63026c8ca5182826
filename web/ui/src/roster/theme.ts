import { EditorView } from '@codemirror/view'

/** The editor in the colours of the pages; variables reach into the shadow root. */
export const THEME = EditorView.theme({
  '&': { height: '100%', fontSize: '14px', color: 'var(--ink)', backgroundColor: 'var(--paper)' },
  '&.cm-focused': { outline: '2px solid var(--brand)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: "ui-monospace, 'JetBrains Mono', Consolas, 'Noto Sans Mono CJK SC', 'WenQuanYi Micro Hei Mono', monospace",
    lineHeight: '1.65',
    overflow: 'auto',
  },
  '.cm-gutters': { backgroundColor: 'var(--ground)', color: 'var(--ink-faint)', border: 'none' },
  '.cm-activeLine': { backgroundColor: '#0b6e7f0d' },
  '.cm-activeLineGutter': { backgroundColor: '#0b6e7f1f', color: 'var(--ink)' },
  '.cm-panels': { backgroundColor: 'var(--ground)', color: 'var(--ink)', fontFamily: 'var(--font)' },
  '.cm-tooltip': { border: '1px solid var(--rule)', borderRadius: '8px', backgroundColor: 'var(--paper)', boxShadow: 'var(--shadow)', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '260px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', lineHeight: '1.6' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--brand)', color: '#fff' },
  '.cm-completionDetail': { marginLeft: '12px', fontFamily: 'var(--font)', fontStyle: 'normal', opacity: '0.75' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '320px', fontFamily: 'var(--font)', fontSize: '13px' },
  '.cm-diagnostic': { fontFamily: 'var(--font)', fontSize: '13px', padding: '6px 10px', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--bad)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid #d99a2b' },
})
