"""Generators of training material. They share no code, so that a network cannot learn one programmer's habits."""
