import { createRouter, createWebHistory, type RouteLocationRaw, type RouteMeta, type RouteRecordRaw } from 'vue-router'
import { useSession } from './stores/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may see it; without it, everybody signed in. */
    for?: 'agent' | 'supervisor' | 'orders' | 'new-orders' | 'follow-ups' | 'participants' | 'roster' | 'records'
    public?: boolean
    /** Without the bar and its banners. */
    bare?: boolean
  }
}

export function createRoutes() {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn.vue'), meta: { public: true, bare: true } },
      { path: '/first-password', name: 'first-password', component: () => import('./pages/FirstPassword.vue'), meta: { bare: true } },
      { path: '/', name: 'home', redirect: () => home() },
      { path: '/desk', name: 'desk', component: () => import('./pages/Desk.vue'), meta: { for: 'agent' } },
      { path: '/work', name: 'work', component: () => import('./pages/Work.vue'), meta: { for: 'orders' } },
      { path: '/orders/new', name: 'new-order', component: () => import('./pages/NewOrder.vue'), meta: { for: 'new-orders' } },
      { path: '/orders/:number', name: 'order', component: () => import('./pages/OrderPage.vue'), props: true, meta: { for: 'orders' } },
      { path: '/urgent', name: 'urgent', component: () => import('./pages/Urgent.vue'), meta: { for: 'orders' } },
      { path: '/urgent/:id', name: 'urgent-event', component: () => import('./pages/UrgentEvent.vue'), props: true, meta: { for: 'orders' } },
      { path: '/follow-ups', name: 'follow-ups', component: () => import('./pages/FollowUps.vue'), meta: { for: 'follow-ups' } },
      { path: '/participants', name: 'participants', component: () => import('./pages/Participants.vue'), meta: { for: 'participants' } },
      { path: '/records', name: 'records', component: () => import('./pages/Records.vue'), meta: { for: 'records' } },
      { path: '/calls', name: 'calls', component: () => import('./pages/Calls.vue'), meta: { for: 'supervisor' } },
      { path: '/roster', component: () => import('./pages/Roster.vue'), children: rosterPages() },
      { path: '/duty', name: 'duty', component: () => import('./pages/Duty.vue') },
      { path: '/:rest(.*)*', name: 'lost', component: () => import('./pages/NotFound.vue') },
    ],
  })

  router.beforeEach((to) => {
    const session = useSession()
    if (to.meta.public) return session.person ? { name: 'home' } : true
    // Which page is home depends on who signs in.
    if (!session.person) return { name: 'sign-in', query: to.redirectedFrom?.name === 'home' ? {} : { to: to.fullPath } }
    const choosing = to.name === 'first-password'
    if (session.firstPassword !== choosing) return { name: choosing ? 'home' : 'first-password' }
    return mayOpen(to.meta.for) ? true : { name: 'home' }
  })
  return router
}

function rosterPages(): RouteRecordRaw[] {
  const editors = { for: 'roster' } as const
  return [
    { path: '', name: 'roster', redirect: { name: 'roster-calendar' } },
    { path: 'calendar', name: 'roster-calendar', component: () => import('./pages/RosterCalendar.vue') },
    { path: 'edit/:file*', name: 'roster-edit', component: () => import('./pages/RosterEdit.vue'), meta: editors },
    { path: 'versions', name: 'roster-versions', component: () => import('./pages/RosterVersions.vue'), meta: editors },
    { path: 'covers', name: 'roster-covers', component: () => import('./pages/RosterCovers.vue') },
    { path: 'staff', name: 'roster-staff', component: () => import('./pages/RosterStaff.vue') },
    { path: 'ask', name: 'roster-ask', component: () => import('./pages/RosterAsk.vue') },
  ]
}

function mayOpen(whom: RouteMeta['for']): boolean {
  const session = useSession()
  if (whom === 'agent') return session.isAgent
  if (whom === 'supervisor') return session.isSupervisor
  if (whom === 'follow-ups') return session.followsUp
  if (whom === 'participants') return session.checksIdentity
  if (whom === 'roster') return session.editsRosters
  if (whom === 'records') return session.seesRecords
  if (whom === 'new-orders') return session.entersOrders
  return whom === 'orders' ? session.seesOrders : true
}

function home(): RouteLocationRaw {
  const session = useSession()
  if (session.isAgent) return { name: 'desk' }
  if (session.isSupervisor) return { name: 'calls' }
  return { name: session.seesOrders ? 'work' : 'duty' }
}
