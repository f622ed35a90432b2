"""`digitize rules`: the catalogue, or the page of one rule."""

from __future__ import annotations

import argparse

from digitize.cli.settings import Settings, UsageError, add_rules


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "rules",
        help="the catalogue of rules, or one rule's page",
        description="Lists the rules, or shows the pages of those whose code or name is given.",
    )
    parser.add_argument("code", nargs="?", metavar="CODE", help="a code, a prefix of one, or a name")
    add_rules(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the catalogue or pages."""
    from digitize.cli import DONE
    from digitize.rules import CATALOGUE

    rules = (*CATALOGUE, *Settings(arguments).own_rules())
    if arguments.code is None:
        for rule in rules:
            print(f"{rule.code}  {rule.name:28}{rule.summary}")
        return DONE
    wanted = [rule for rule in rules if rule.code.startswith(arguments.code.upper()) or rule.name == arguments.code]
    if not wanted:
        raise UsageError(f"no rule {arguments.code!r}; see `digitize rules`")
    print("\n\n".join(f"{rule.code} {rule.name}\n\n{rule.page}" for rule in wanted))
    return DONE
