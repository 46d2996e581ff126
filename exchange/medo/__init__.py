"""The format МЭДО 2.7.1 of exchange between state bodies: containers and messages as data, written and read.

Its basis is the decree 1264 of 24.07.2021 and the order 611/96 of 12.07.2024. Nothing here knows rows or folders.
"""
