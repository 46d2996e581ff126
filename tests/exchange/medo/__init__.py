"""Tests of the format МЭДО and of watched folders."""
