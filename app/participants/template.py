"""``hotline participants template FILE``: an empty table with our headings, for whoever makes the list."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.identity_file import read_identity
from app.language import add_language_option, speaker
from app.options import config_of
from participants.imports.headings import columns
from participants.imports.workbook import template
from schedules.document import Bilingual

WORDS = "生成空白导入模板（.xlsx）· an empty table to fill in"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="新文件名 · the new file")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    say, wanted = speaker(arguments.lang), columns(read_identity(config_of(arguments)))
    data = template([one.heading.zh for one in wanted], [one.hint.zh for one in wanted])
    try:
        with arguments.file.open("xb") as file:
            file.write(data)
    except FileExistsError:
        print(say(Bilingual(f"✗ {arguments.file} 已存在，未覆盖", f"✗ {arguments.file} exists and is left alone")))
        return 1
    except OSError as error:
        print(say(Bilingual(f"✗ 无法写入 {arguments.file}", f"✗ cannot write {arguments.file}: {error.strerror}")))
        return 2
    print(say(Bilingual(f"✓ 模板已写入 {arguments.file}", f"✓ the template is in {arguments.file}")))
    return 0
