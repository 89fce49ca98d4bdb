"""Which class a frame belongs to: the type of `self`, or the class that is `cls`.

    classes.py [SECONDS]

True of it: the time is spent in equal parts in the functions of `CASES`, each named with the class that belongs to it,
or with None where there is none though the name `self` or `cls` occurs.
"""

import sys
import time

clock = time.perf_counter


class Base:
    def method(self, end):
        while clock() < end:
            pass

    def captured(self, end):
        """`self` is in a cell, because the lambda uses it."""
        keep = lambda: self
        while clock() < end:
            pass
        return keep

    def rebound(self, end):
        self = "not the instance any more"
        while clock() < end:
            pass

    def deleted(self, end):
        del self
        while clock() < end:
            pass

    @classmethod
    def of_class(cls, end):
        while clock() < end:
            pass

    @staticmethod
    def of_none(end):
        while clock() < end:
            pass

    def nested(self, end):
        def inside():
            """`self` is free here: the frame is not a method's."""
            while clock() < end:
                self

        inside()

    def __call__(self, end):
        while clock() < end:
            pass


class Derived(Base):
    """Nothing of its own: its instances run the methods of Base, and the class shown is Derived."""


class Meta(type):
    def of_meta(cls, end):
        while clock() < end:
            pass


class WithMeta(metaclass=Meta):
    pass


class Slotted:
    __slots__ = ()

    def slotted(self, end):
        while clock() < end:
            pass


def local_self(end):
    self = [1]
    while clock() < end:
        self


def no_parameters():
    """The first local variable is `self`, and there are no parameters."""
    self = [1]
    end = clock() + no_parameters.seconds
    while clock() < end:
        self


def star_self(*self):
    while clock() < self[0]:
        pass


def default_self(self=3):
    """A plain function whose parameter is called `self`: an int, which is no reason to call it `int.default_self`."""
    end = clock() + default_self.seconds
    while clock() < end:
        pass


def keyword_self(*, self):
    while clock() < self:
        pass


CASES = [
    (Base().method, "Base"),
    (Derived().method, "Derived"),
    (Base().captured, "Base"),
    (Base().deleted, None),
    (Base.of_class, "Base"),
    (Derived.of_class, "Derived"),
    (Base.of_none, None),
    (Base().nested, None),
    (Derived().__call__, "Derived"),
    (WithMeta.of_meta, "WithMeta"),
    (Slotted().slotted, "Slotted"),
    (local_self, None),
    (no_parameters, None),
    (star_self, None),
    (default_self, None),
    (keyword_self, None),
    (Base().rebound, "str"),
]


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    each = seconds / len(CASES)
    print("ready", flush=True)
    for function, _ in CASES:
        if function is no_parameters or function is default_self:
            function.seconds = each
            function()
        elif function is keyword_self:
            function(self=clock() + each)
        else:
            function(clock() + each)


main()
