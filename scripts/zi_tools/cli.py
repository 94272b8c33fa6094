"""Commands of `scripts/zi`."""

import argparse
import os
import sys

from . import (
    addon_tests,
    bench,
    ci,
    clean,
    databases,
    odoo,
    office,
    pictures,
    postgres,
    setup,
)
from .say import ZiError, line, warn


def _parser():
    parser = argparse.ArgumentParser(prog="scripts/zi", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    add = commands.add_parser("setup", help="fetch and install all that is missing")
    add.add_argument("--run-only", action="store_true", help="leave out test tools")
    add.set_defaults(call=_setup)

    add = commands.add_parser("db", help="(re)make a database from a template")
    add.add_argument("name")
    add.add_argument("--from", dest="template", default=databases.TEMPLATE)
    add.set_defaults(call=_db)

    add = commands.add_parser("dropdb", help="drop a database and its file store")
    add.add_argument("name")
    add.set_defaults(call=lambda args: databases.drop(args.name))

    add = commands.add_parser("odoo", help="run Odoo on a database: -- <arguments>")
    add.add_argument("name")
    add.add_argument("--port", type=int)
    add.add_argument("--sub", default="server", help="odoo's command, e.g. shell")
    add.set_defaults(call=_odoo)

    add = commands.add_parser("psql", help="open psql on a database: -- <arguments>")
    add.add_argument("name")
    add.set_defaults(call=_psql)

    add = commands.add_parser("test", help="install addons in a copy, run their tests")
    add.add_argument("name", help="database, dropped and made anew")
    add.add_argument("addons", help="addon or addons, parted by commas")
    add.add_argument("--tags", help="Odoo's --test-tags instead of all of the addons")
    add.add_argument("--port", type=int, default=8190)
    add.add_argument("--keep", action="store_true", help="update NAME, no fresh copy")
    add.set_defaults(call=_test)

    add = commands.add_parser("run", help="make the office and serve it")
    add.add_argument("--port", default="8069")
    add.add_argument("--demo", default="1", help="1: demo office, 0: empty office")
    add.add_argument("--interface", default="127.0.0.1")
    add.set_defaults(call=lambda args: office.run(args.port, args.demo, args.interface))

    add = commands.add_parser("ci", help="all checks, as make test")
    add.add_argument("--only", help="run only the jobs whose name holds this text")
    add.set_defaults(call=lambda args: ci.main(args.only))

    add = commands.add_parser("lint", help="the lint part of make test")
    add.set_defaults(call=lambda args: ci.lint_only())

    add = commands.add_parser("bench", help="measure side by side, print the table")
    add.add_argument("--only", help="run only benchmarks whose name holds this text")
    add.set_defaults(call=lambda args: bench.main(args.only))

    add = commands.add_parser("pictures", help="take the README's pictures anew")
    add.set_defaults(call=lambda args: pictures.main())

    add = commands.add_parser("stop", help="end the office and the private database")
    add.set_defaults(call=lambda args: clean.stop())

    add = commands.add_parser("clean", help="remove the work folder")
    add.add_argument("--all", action="store_true", help="also what was downloaded")
    add.set_defaults(call=lambda args: clean.clean(args.all))
    return parser


def _setup(args):
    setup.ensure(test=not args.run_only)


def _db(args):
    setup.ensure_quietly()
    databases.copy(args.template, args.name)
    line(f"{args.name} is a fresh copy of {args.template}")


def _odoo(args):
    setup.ensure_quietly()
    databases.check_name(args.name)
    words = odoo.command(args.name, *args.rest, sub=args.sub, port=args.port)
    os.execvpe(words[0], words, odoo.environment())


def _psql(args):
    words = [postgres.program("psql"), "-d", args.name, *args.rest]
    os.execvpe(words[0], words, postgres.environment())


def _test(args):
    setup.ensure_quietly()
    return addon_tests.run(
        args.name, args.addons, tags=args.tags, port=args.port, keep=args.keep
    )


def _split(arguments):
    """Part our own words from those after `--`, which another program gets as is."""
    if "--" not in arguments:
        return arguments, []
    cut = arguments.index("--")
    return arguments[:cut], arguments[cut + 1 :]


def main(arguments):
    """Run one command; its exit code."""
    words, rest = _split(list(arguments))
    args = _parser().parse_args(words)
    args.rest = rest
    try:
        return args.call(args) or 0
    except ZiError as error:
        warn(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        warn("\nstopped; run the same command again to go on")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
