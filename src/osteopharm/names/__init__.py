"""From a text to medications: product strings, names, brands and codes, and mentions in running text."""

from osteopharm.names.codes import *
from osteopharm.names.identification import *
from osteopharm.names.mention import *
from osteopharm.names.suggestions import *
