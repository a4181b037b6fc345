"""Reads the files listed in the file that is named first into data frames, and nothing more; prints files, rows and seconds."""

import gzip
import json
import sys
import time

import netCDF4
import numpy
import pandas


def table(path, separator):
    # "NA" is Namibia in one file and a missing value in another; a plain reader has to choose.
    return pandas.read_csv(path, sep=separator, keep_default_na=False, na_values=[""], encoding="latin-1", low_memory=False)


def flows(path):
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        nested = json.load(stream)
    rows = [(dest, orig, persons) for dest, origins in nested.items() for orig, persons in origins.items()]
    return pandas.DataFrame(rows, columns=["dest", "orig", "persons"])


def grid(path):
    with netCDF4.Dataset(path) as file:
        numeric = [variable for variable in file.variables.values() if variable.dtype.kind in "fi" and len(variable.dimensions) == 2]
        return pandas.DataFrame({variable.name: numpy.ma.filled(variable[:].astype(float), numpy.nan).ravel() for variable in numeric})


def read(path):
    if path.endswith(".json.gz"):
        return flows(path)
    if path.endswith(".nc"):
        return grid(path)
    return table(path, "\t" if ".txt" in path else ",")


begun = time.perf_counter()
with open(sys.argv[1], encoding="utf-8") as names:
    frames = [read(name.rstrip("\n")) for name in names]
print(json.dumps({"files": len(frames), "rows": sum(len(frame) for frame in frames), "seconds": time.perf_counter() - begun}))
