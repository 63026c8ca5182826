/** Listening to recordings and messages, in English. */
export const soundEn = {
  hear: 'Listen',
  why: { recording: 'Why do you listen to this recording?', message: 'Why do you listen to this message?', copy: 'Why do you keep a copy?' },
  recorded: 'Who listens, when and why goes into the audit log; you can play it again for an hour.',
  copied: 'Keeping a copy is recorded by itself; treat it as recordings are to be treated.',
  play: 'Play',
  pause: 'Pause',
  back: 'Back 10 seconds',
  place: 'Position',
  speed: 'Speed ×{speed}',
  times: '{speed}×',
  save: 'Keep a copy',
  veiled: 'Recorded (confidential order; you may not listen)',
  broken: 'It cannot be played; open it again.',
}
