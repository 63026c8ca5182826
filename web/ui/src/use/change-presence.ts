import { ElMessage } from 'element-plus'
import type { PresenceState } from '../api'
import { useNotices } from '../stores/notices'
import { usePresence } from '../stores/presence'
import { useWords } from './words'

/** Changes my state at the desk, and says why where the desk refuses. */
export function useChangePresence() {
  const presence = usePresence()
  const notices = useNotices()
  const { t, refused } = useWords()

  return async function change(to: PresenceState, reason?: string): Promise<void> {
    if (to === 'ready') void notices.ask()
    try {
      await presence.change(to, reason)
    } catch (error) {
      ElMessage.error(t('presence.failed', { why: refused(error) }))
    }
  }
}
