/** Listening to recordings and messages, in Chinese. */
export const soundZh = {
  hear: '收听',
  why: { recording: '为什么收听这段录音', message: '为什么收听这条留言', copy: '为什么保存录音副本' },
  recorded: '收听人、时间和原因会记入审计日志；一小时内可重复播放。',
  copied: '保存副本会单独记入审计日志；副本请按录音管理规定保管。',
  play: '播放',
  pause: '暂停',
  back: '后退 10 秒',
  place: '播放进度',
  speed: '播放速度 {speed} 倍',
  times: '{speed}×',
  save: '保存副本',
  veiled: '已录音（保密工单，无权收听）',
  broken: '无法播放，请重新打开。',
}
