"""Stands in for pytest: runs the functions test_* of a module with the fixtures of conftest.py, one after the other."""

import inspect
import sys

_fixtures = {}


def fixture(function=None, scope="function"):
    def register(f):
        _fixtures[f.__name__] = (f, scope)
        return f
    return register(function) if function else register


def _value(name, made, open_):
    if name not in made:
        function, _ = _fixtures[name]
        steps = function(*(_value(n, made, open_) for n in inspect.signature(function).parameters))
        made[name] = next(steps)
        open_.append((name, steps))
    return made[name]


def _close(open_, made, scopes):
    for name, steps in reversed(open_[:]):
        if _fixtures[name][1] in scopes:
            next(steps, None)
            open_.remove((name, steps))
            del made[name]


def _main(module):
    __import__("conftest")
    made, open_, passed = {}, [], 0
    try:
        for name, test in vars(__import__(module)).items():
            if name.startswith("test_"):
                try:
                    test(*(_value(n, made, open_) for n in inspect.signature(test).parameters))
                    passed += 1
                finally:
                    _close(open_, made, ("function",))
    finally:
        _close(open_, made, ("function", "session"))
    print(passed, "passed")


if __name__ == "__main__":
    sys.modules["pytest"] = sys.modules["__main__"]
    _main(sys.argv[1])
