"""Asterisk's configuration from ours: plain values for ``dialplan/``, the files written, the duty table in place."""

from __future__ import annotations

import logging
from datetime import datetime

from app.setup.asterisk import AsteriskProgram
from dialplan.control import Console
from dialplan.duty import DutyFile, render_duty
from dialplan.files import lay_out, write_all, write_whole
from dialplan.menu import Menu
from dialplan.render import render
from dialplan.values import AsteriskValues, Misconduct, Places, Ports, Switches, Undecided
from ivr.native import Undecidable, native_duties
from people.sip_accounts import kept_secrets
from recordings.compose import misconduct as misconduct_sentence
from routing.duty import Duty

from .installation import Installation
from .shipped import ASTERISK_CONF

log = logging.getLogger(__name__)


def places(house: Installation, program: AsteriskProgram) -> Places:
    settings = house.settings
    return Places(
        var=settings.var,
        sounds=settings.sounds,
        modules=program.modules_dir,
        documentation=program.documentation,
        music=program.moh_dir,
        shipped=ASTERISK_CONF,
    )


def asterisk_values(house: Installation, program: AsteriskProgram, duty: Duty) -> AsteriskValues:
    """Everything that the rendered configuration depends on."""
    hotline, listen = house.hotline, house.settings.listen
    lines: dict[str, tuple[str, ...]] = {line.id: line.groups for line in duty.book.lines.values()}
    accounts = kept_secrets(house.settings.var / "secrets" / "sip.json", duty.book.people.values())
    return AsteriskValues(
        node=house.secrets.node,
        places=places(house, program),
        ports=Ports(listen.address, listen.sip, listen.rtp_first, listen.rtp_last, listen.ami, listen.fastagi),
        numbers=hotline.numbers,
        trunks=hotline.trunks,
        menu=_menu(house, duty, frozenset(lines)),
        lines=lines,
        agents={str(person): secret for person, secret in accounts.items()},
        agi_token=house.secrets.agi_token,
        ami_secret=house.secrets.ami_secret,
        shift=int(house.settings.shift.total_seconds()),
        misconduct=_misconduct(house),
        when_undecided=_undecided(duty),
        switches=Switches(
            recording=hotline.recording,
            survey=hotline.survey,
            music=hotline.music,
            position_every=hotline.position_every,
        ),
    )


def write_configuration(house: Installation, program: AsteriskProgram, duty: Duty, now: datetime) -> AsteriskValues:
    """Everything that Asterisk reads when it starts. Only while it does not run."""
    values = asterisk_values(house, program, duty)
    lay_out(values.places)
    write_all(values.places.etc, render(values))
    try:
        write_whole(values.places.duty, duty_file(house, duty, now).text)
    except Undecidable:
        log.exception("no duty table is rendered; Asterisk answers by the one before, if there is one")
    return values


def duty_file(house: Installation, duty: Duty, now: datetime) -> DutyFile:
    """The natively rendered answers of this duty version, from now on."""
    return render_duty(native_duties(duty, now, house.playable))


def console(house: Installation, program: AsteriskProgram) -> Console:
    return Console(program.command, places(house, program).conf)


def _menu(house: Installation, duty: Duty, lines: frozenset[str]) -> Menu:
    """The menu as the version in force can serve it: the files on disk may say more, and be refused for it."""
    menu = house.hotline.menu
    return menu.within(lines, duty.rules.default_line or menu.default_line)


def _misconduct(house: Installation) -> Misconduct:
    given = house.hotline.misconduct
    return Misconduct(misconduct_sentence(given.number, house.playable), given.after_keys, given.when_closed)


def _undecided(duty: Duty) -> Undecided | None:
    group = duty.rules.when_undecided
    return Undecided(group, duty.rules.last_group_seconds) if group else None
