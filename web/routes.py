"""Every door of the desk, and what it takes to pass. What is not on this list is not there."""

from __future__ import annotations

from people.person import Action
from web import calls, duty, health, listening, live, notices, orders, presence, private, session
from web.follow_up import calls as follow_ups
from web.follow_up import deeds as follow_up
from web.guard import Open, Route
from web.pages import Pages
from web.participants import identity, register
from web.records import page as records
from web.roster import covers, files, leave, plan, staff, swaps, versions
from web.urgent import events
from web.work import attachments, export, kin, lists, loop, measures, order, team


def routes(pages: Pages) -> tuple[Route, ...]:
    return (
        Route("POST", "/api/session", Open("this is how one gets a session"), session.sign_in),
        Route("GET", "/api/session", Action.SEE_NOW, session.who_am_i, polled=True, first_password=True),
        # "I am here": what a page loads by itself is no sign of a person, so the page says when there is one.
        Route("PUT", "/api/session", Action.SEE_NOW, session.who_am_i, first_password=True),
        Route("DELETE", "/api/session", Action.SEE_NOW, session.sign_out, first_password=True),
        Route("POST", "/api/password", Action.CHANGE_OWN_PASSWORD, session.change_password, first_password=True),
        Route("GET", "/api/now", Action.SEE_NOW, session.now, polled=True),
        Route("GET", "/api/presence", Action.ANSWER, presence.show, polled=True),
        Route("PUT", "/api/presence", Action.ANSWER, presence.change),
        Route("GET", "/api/orders/mine", Action.SEE_OWN_WORK, orders.mine, polled=True),
        Route("GET", "/api/calls/mine", Action.SEE_OWN_WORK, calls.mine, polled=True),
        Route("GET", "/api/orders/{number}", Action.SEE_ORDER, orders.one, polled=True),
        # A caller's number in clear, which is recorded; every other answer has it masked.
        Route("POST", "/api/private/order", Action.SEE_ORDER, private.of_order),
        Route("POST", "/api/private/call", Action.ANSWER, private.of_call),
        *_listening(),
        *_work(),
        *_follow_up(),
        Route("GET", "/api/calls", Action.SEE_ALL_CALLS, calls.of_day, polled=True),
        Route("GET", "/api/calls/{call}/decision", Action.REPLAY_DECISION, calls.decision),
        Route("GET", "/api/notices", Action.SEE_NOW, notices.listed, polled=True),
        Route("POST", "/api/notices/seen", Action.SEE_NOW, notices.seen),
        Route("GET", "/api/duty/now", Action.SEE_DUTY, duty.now, polled=True),
        *_roster(),
        Route("POST", "/api/participants/search", Action.CHECK_IDENTITY, register.search),
        Route("GET", "/api/participants/identity", Action.CHECK_IDENTITY, identity.state, polled=True),
        Route("POST", "/api/participants/identity/note", Action.CHECK_IDENTITY, identity.note),
        Route("POST", "/api/participants/identity/unlisted", Action.CHECK_IDENTITY, identity.unlisted),
        Route("POST", "/api/participants/identity/draw", Action.CHECK_IDENTITY, identity.draw),
        Route("POST", "/api/participants/identity/check", Action.CHECK_IDENTITY, identity.check),
        Route("GET", "/api/participants/register", Action.KEEP_REGISTER, register.overview),
        Route("GET", "/api/participants/template", Action.KEEP_REGISTER, register.template),
        Route("POST", "/api/participants/import/preview", Action.KEEP_REGISTER, register.preview),
        Route("POST", "/api/participants/import/apply", Action.KEEP_REGISTER, register.apply),
        *_urgent(),
        *_records(),
        Route("GET", "/ws", Action.SEE_NOW, live.live, polled=True, socket=True),
        Route("GET", "/healthz", Open("for the supervisor of processes; says nothing of anybody"), health.healthz),
        Route("GET", "/metrics", Open("for this machine alone, which the answer checks"), health.metrics),
        Route(
            "GET",
            "/{path:.*}",
            Open("the pages hold no data: they ask for it"),
            pages.answer,
        ),
    )


def _listening() -> tuple[Route, ...]:
    """What was said: who listens says why, which is recorded, and is then given an address for a while."""
    return (
        Route("POST", "/api/orders/{number}/recording", Action.HEAR_RECORDING, listening.recording),
        Route("POST", "/api/orders/{number}/message", Action.SEE_ORDER, listening.message),
        Route("GET", "/api/orders/{number}/sound/{ticket}", Action.SEE_ORDER, listening.sound, polled=True),
    )


def _records() -> tuple[Route, ...]:
    return (
        Route("GET", "/api/records", Action.SEE_RECORDS, records.shown),
        Route("POST", "/api/records/holds", Action.HOLD_RECORDS, records.put),
        Route("POST", "/api/records/holds/{hold}/lift", Action.HOLD_RECORDS, records.lift),
    )


def _roster() -> tuple[Route, ...]:
    return (
        Route("GET", "/api/roster/plan", Action.SEE_DUTY, plan.shown, polled=True),
        Route("GET", "/api/roster/ask", Action.SEE_DUTY, plan.ask),
        Route("GET", "/api/roster/staff", Action.SEE_DUTY, staff.on_duty, polled=True),
        Route("GET", "/api/roster/covers", Action.SEE_DUTY, covers.listed, polled=True),
        Route("POST", "/api/roster/covers", Action.EDIT_DUTY, covers.order),
        Route("POST", "/api/roster/covers/end", Action.EDIT_DUTY, covers.end),
        Route("GET", "/api/roster/leave", Action.EDIT_DUTY, leave.listed),
        Route("POST", "/api/roster/leave", Action.EDIT_DUTY, leave.enter),
        Route("POST", "/api/roster/leave/approve", Action.EDIT_DUTY, leave.approve),
        Route("POST", "/api/roster/leave/withdraw", Action.EDIT_DUTY, leave.withdraw),
        Route("POST", "/api/roster/swaps", Action.EDIT_DUTY, swaps.enter),
        Route("POST", "/api/roster/swaps/approve", Action.EDIT_DUTY, swaps.approve),
        Route("POST", "/api/roster/swaps/withdraw", Action.EDIT_DUTY, swaps.withdraw),
        Route("GET", "/api/roster/files", Action.EDIT_DUTY, files.listed, polled=True),
        Route("GET", "/api/roster/file", Action.EDIT_DUTY, files.one),
        Route("GET", "/api/roster/schemas/{schema}", Action.EDIT_DUTY, files.schema),
        Route("POST", "/api/roster/check", Action.EDIT_DUTY, files.check),
        Route("POST", "/api/roster/preview", Action.EDIT_DUTY, files.preview),
        Route("POST", "/api/roster/publish", Action.EDIT_DUTY, files.publish),
        Route("GET", "/api/roster/versions", Action.EDIT_DUTY, versions.listed, polled=True),
        Route("GET", "/api/roster/versions/{seq}", Action.EDIT_DUTY, versions.one),
        Route("GET", "/api/roster/versions/{seq}/way-back", Action.EDIT_DUTY, versions.way_back),
        Route("POST", "/api/roster/versions/{seq}/roll-back", Action.EDIT_DUTY, versions.roll_back),
    )


def _urgent() -> tuple[Route, ...]:
    """Important and urgent events. Whether this person sees this event, and may do this to it, the event says."""
    return (
        Route("GET", "/api/urgent", Action.SEE_ORDER, events.listed, polled=True),
        Route("POST", "/api/urgent", Action.HANDLE_ORDER, events.marked),
        Route("GET", "/api/urgent/waiting", Action.SEE_ORDER, events.waiting, polled=True),
        Route("GET", "/api/urgent/today", Action.OVERSEE, events.today, polled=True),
        Route("GET", "/api/urgent/form", Action.SEE_ORDER, events.form),
        Route("GET", "/api/urgent/order/{number}", Action.SEE_ORDER, events.of_order),
        Route("GET", "/api/urgent/event/{event}", Action.SEE_ORDER, events.one, polled=True),
        Route("POST", "/api/urgent/event/{event}/{deed}", Action.HANDLE_ORDER, events.done),
    )


def _follow_up() -> tuple[Route, ...]:
    return (
        Route("GET", "/api/follow-ups", Action.SEE_ORDER, follow_ups.listed, polled=True),
        Route("GET", "/api/follow-ups/people", Action.SEE_ORDER, follow_up.colleagues),
        Route("GET", "/api/follow-ups/samples", Action.OVERSEE, follow_up.samples),
        Route("GET", "/api/follow-ups/hand-overs", Action.SEE_ORDER, follow_up.handovers, polled=True),
        Route("POST", "/api/follow-ups/hand-over", Action.HANDLE_ORDER, follow_up.give),
        Route("POST", "/api/follow-ups/{number}/demand", Action.HANDLE_ORDER, follow_up.demand),
    )


def _work() -> tuple[Route, ...]:
    """The closed loop. Whether this person may do this to this order is for the loop to say."""
    return (
        Route("GET", "/api/work/loop", Action.SEE_ORDER, loop.shown),
        Route("GET", "/api/work/people", Action.SEE_ORDER, loop.colleagues),
        Route("GET", "/api/work/list", Action.SEE_ORDER, lists.listed, polled=True),
        Route("GET", "/api/work/export.csv", Action.EXPORT_ORDERS, export.table),
        Route("GET", "/api/work/counts", Action.SEE_ORDER, lists.counted, polled=True),
        Route("GET", "/api/work/measures", Action.SEE_ORDER, measures.open_ones, polled=True),
        Route("POST", "/api/orders/{number}/measures/{measure}/done", Action.HANDLE_ORDER, measures.finish),
        Route("POST", "/api/orders/{number}/measures/{measure}/owner", Action.HANDLE_ORDER, measures.give),
        Route("GET", "/api/work/team", Action.SEE_ORDER, team.shown, polled=True),
        Route("GET", "/api/work/views", Action.SEE_ORDER, lists.views),
        Route("POST", "/api/work/views", Action.SEE_ORDER, lists.save_view),
        Route("DELETE", "/api/work/views/{view}", Action.SEE_ORDER, lists.drop_view),
        Route("POST", "/api/orders", Action.HANDLE_ORDER, order.create),
        Route("POST", "/api/orders/{number}/actions/{action}", Action.HANDLE_ORDER, order.act),
        Route("PATCH", "/api/orders/{number}/form", Action.HANDLE_ORDER, order.fill_in),
        Route("POST", "/api/orders/{number}/private", Action.HANDLE_ORDER, order.look),
        Route("POST", "/api/orders/{number}/attachments", Action.HANDLE_ORDER, attachments.upload),
        Route("GET", "/api/orders/{number}/attachments/{attachment}", Action.SEE_ORDER, attachments.download),
        Route(
            "POST",
            "/api/orders/{number}/attachments/{attachment}/withdraw",
            Action.HANDLE_ORDER,
            attachments.take_back,
        ),
        Route("POST", "/api/orders/{number}/merge", Action.HANDLE_ORDER, kin.merge),
        Route("POST", "/api/orders/{number}/unmerge", Action.HANDLE_ORDER, kin.unmerge),
        Route("POST", "/api/orders/{number}/links", Action.HANDLE_ORDER, kin.link),
        Route("POST", "/api/orders/{number}/links/drop", Action.HANDLE_ORDER, kin.unlink),
    )
