"""What the tests profile."""

import time


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def outer():
    spin(0.1)
    inner()


def inner():
    time.sleep(0.2)


class Animal:
    def speak(self):
        spin(0.1)


class Dog(Animal):
    pass


def names(root):
    return [frame.function for frame in root.walk()]
