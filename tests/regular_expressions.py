"""Finds every regular expression of the program, and texts on which it may be slow."""

import ast
import copy
import importlib
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import _constants as op  # type: ignore[attr-defined]  # the parser that re itself uses; there is no public one
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from tests.sources import MODULES, name_of, tree

METHODS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
MANY = 4  # a repeat of at least so many may be slow
ANYWHERE = ("A", "a ", " ", "\n", '"', "1.")  # repeated for every expression, whatever it says
ENDS = ("\0", "!", "\n")  # after the repeats, so that the expression does not match


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression, where it stands, and the methods that the program calls on it."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]

    def run(self, text: str) -> None:
        """Try the expression on the whole text, in each way in which the program uses it."""
        subject: Any = text if isinstance(self.pattern.pattern, str) else text.encode("latin-1", "replace")
        for method in self.methods & {"match", "fullmatch"}:
            getattr(self.pattern, method)(subject)
        if self.methods - {"match", "fullmatch"}:
            for _ in self.pattern.finditer(subject):
                pass


def expressions() -> list[Expression]:
    """Every expression that a module keeps or that a function names."""
    trees = {name_of(path): tree(path) for path in MODULES}
    used = {name: _methods_by_name(module) for name, module in trees.items()}
    found: dict[tuple[Any, int], Expression] = {}
    for name, syntax in sorted(trees.items()):
        if name.endswith("__main__"):
            continue
        module = importlib.import_module(name)
        for constant, value in vars(module).items():
            for pattern in _patterns(value() if _compiles(value) else value):
                key = pattern.pattern, pattern.flags
                users = [name] if constant.startswith("_") else list(used)
                methods = frozenset[str]().union(*(used[user][constant] for user in users)) or frozenset({"search"})
                found.setdefault(key, Expression(f"{name}.{constant}", pattern, methods))
        for call in _calls_in_functions(syntax):
            pattern = _evaluated(call, vars(module))
            assert isinstance(call.func, ast.Attribute)
            method = "search" if call.func.attr == "compile" else call.func.attr
            key = pattern.pattern, pattern.flags
            found.setdefault(key, Expression(f"{name}:{call.lineno}", pattern, frozenset({method})))
    return list(found.values())


def attacks(pattern: re.Pattern[Any]) -> set[tuple[str, str, str]]:
    """Texts that may be slow: what stands before, what to repeat, and an end at which the expression fails."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    repeats = {*_repeats(tree, ""), *(("", text) for text in ANYWHERE)}
    return {(head, body, end) for before, body in repeats for head in {before, ""} for end in ENDS if body}


def _compiles(value: object) -> bool:
    """Whether a value is a function that compiles expressions once, when they are first needed."""
    if not hasattr(value, "cache_info") or not inspect.isfunction(wrapped := getattr(value, "__wrapped__", None)):
        return False
    return not inspect.signature(wrapped).parameters and "re.Pattern" in str(wrapped.__annotations__.get("return"))


def _patterns(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from _patterns(pair)
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _patterns(item)


def _methods_by_name(tree: ast.AST) -> dict[str, set[str]]:
    """For each name of a constant, the methods that a module calls on it."""
    used: dict[str, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            if isinstance(node.value, ast.Name):
                used[node.value.id].add(node.attr)
            elif isinstance(node.value, ast.Attribute):
                used[node.value.attr].add(node.attr)
    return used


def _calls_in_functions(tree: ast.AST) -> Iterator[ast.Call]:
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    for function in functions:
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in METHODS | {"compile"}
            ):
                yield node


class _Placeholders(ast.NodeTransformer):
    """Replaces what a function puts into an expression, such as an escaped name, by the name "Aa"."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self.known = known

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.expr:  # the name is ast's
        named = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
        return node if all(isinstance(self.known.get(name), str | re.Pattern) for name in named) else ast.Constant("Aa")


def _evaluated(call: ast.Call, known: dict[str, object]) -> re.Pattern[Any]:
    source = _Placeholders(known).visit(copy.deepcopy(call.args[0]))  # the tree is shared
    if not isinstance(source, ast.Constant | ast.JoinedStr | ast.Name | ast.Attribute):
        source = ast.Constant("Aa")
    flags = next((word.value for word in call.keywords if word.arg == "flags"), None)
    position = {"compile": 1, "match": 2, "fullmatch": 2, "search": 2, "findall": 2, "finditer": 2}
    assert isinstance(call.func, ast.Attribute)
    if flags is None and len(call.args) > (place := position.get(call.func.attr, 99)):
        flags = call.args[place]
    try:
        pattern = _value(source, known)
    except NameError:  # a variable of the function
        pattern = "Aa"
    return re.compile(pattern, _value(flags, known) if flags else 0)


def _value(node: ast.expr, known: dict[str, object]) -> Any:
    return eval(compile(ast.fix_missing_locations(ast.Expression(node)), "<expression>", "eval"), dict(known))  # noqa: S307 - our own code


def _repeats(items: Any, before: str) -> Iterator[tuple[str, str]]:
    """What each repeat of a parsed expression repeats, with an example of what stands before it."""
    for code, argument in items:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _, most, body = argument
            if most >= MANY:
                for text in _examples(body):
                    yield before, text
                    yield before, f"{text} "
            yield from _repeats(body, before)
        elif code is op.SUBPATTERN:
            yield from _repeats(argument[3], before)
        elif code is op.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch, before)
        elif code is op.ATOMIC_GROUP:
            yield from _repeats(argument, before)
        elif code in (op.ASSERT, op.ASSERT_NOT):
            yield from _repeats(argument[1], before)
        before += _example_of(code, argument)


def _examples(items: Any) -> set[str]:
    """Some texts that a part of an expression matches: one, and one for each of its alternatives."""
    found = {_example(items)}
    for code, argument in items:
        if code is op.IN and argument[0][0] is not op.NEGATE:
            found |= {_member([choice]) for choice in argument}
        elif code is op.BRANCH:
            found |= {_example(branch) for branch in argument[1]}
        elif code is op.SUBPATTERN:
            found |= _examples(argument[3])
    return found


def _example(items: Any) -> str:
    return "".join(_example_of(code, argument) for code, argument in items)


def _example_of(code: Any, argument: Any) -> str:  # noqa: PLR0911 - a line for each kind of part
    if code is op.LITERAL:
        return chr(argument)
    if code is op.NOT_LITERAL:
        return "b" if argument == ord("a") else "a"
    if code is op.ANY:
        return "a"
    if code is op.IN:
        return _member(argument)
    if code is op.BRANCH:
        return _example(argument[1][0])
    if code is op.SUBPATTERN:
        return _example(argument[3])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _example(argument[2]) * max(1, int(argument[0]))
    if code is op.ATOMIC_GROUP:
        return _example(argument)
    return ""  # an assertion or a reference


def _member(choices: Any) -> str:
    """A character of a set."""
    if choices[0][0] is op.NEGATE:
        return next((each for each in 'aA1 -,.\n"~' if not any(_holds(choice, each) for choice in choices[1:])), "é")
    code, argument = choices[0]
    if code is op.LITERAL:
        return chr(argument)
    if code is op.RANGE:
        return chr(argument[0])
    return next(each for each in "a1 -" if _holds((code, argument), each))


def _holds(choice: tuple[Any, Any], character: str) -> bool:
    code, argument = choice
    if code is op.LITERAL:
        return chr(argument) == character
    if code is op.RANGE:
        return bool(argument[0] <= ord(character) <= argument[1])
    word, name = character.isalnum() or character == "_", str(argument)
    kinds = {"SPACE": character.isspace(), "WORD": word, "DIGIT": character.isdigit()}
    return kinds[name.rpartition("_")[2]] != ("_NOT_" in name)
