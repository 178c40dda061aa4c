"""A property that is worked out once: `functools.cached_property` without the lock that it takes before Python 3.12."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - used as a decorator, like property
    """A property of a class that lets its attributes be set, whose value stays once it is asked for."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        """Bind the function that works it out."""
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> once[T]: ...
    @overload
    def __get__(self, instance: object, owner: type[Any]) -> T: ...
    def __get__(self, instance: object | None, owner: type[Any]) -> once[T] | T:
        """The value; found in the instance itself from the second time on."""
        if instance is None:
            return self
        value = self._make(instance)
        setattr(instance, self._name, value)  # to write into `__dict__` makes a dictionary of each instance
        return value
