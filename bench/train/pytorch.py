"""The model of bench/train in PyTorch, on the problem in the folder that is named: python3 pytorch.py FOLDER EPOCHS
[SECONDS].

One epoch is a pass over all edges and years, a backward pass through the years for a sample of edges, and one step of Adam
with the gradient clipped (docs/method.md 4.6). Edges outside the sample are computed without a graph, in chunks that fit the
cache. The sample is the same through all years, so that nothing needs to be scattered into a state of all edges.

Each epoch prints a line of JSON with the loss of the held-out flows under the weights that it began with, which is not in its
time. The program ends after so many epochs, or when they have taken so many seconds.
"""
import json
import math
import resource
import sys
import time

import numpy as np
import torch

CHUNK = 8192


def main(folder, epochs, limit):
    file = json.load(open(folder + "/problem.json"))

    def array(name, kind):
        return torch.from_numpy(np.fromfile(f"{folder}/{name}.bin", kind))

    areas, years, count = file["areas"], file["years"], file["edges"]
    birth, orig, dest = (array(name, np.int32).long() for name in file["ends"])
    from_cell, to_cell, corridor = birth * areas + orig, birth * areas + dest, orig * areas + dest
    tables = [array(name, np.float32) for name in file["tables"]]

    inputs = torch.empty(years, count, len(file["sources"]))
    for column, source in enumerate(file["sources"]):
        b, i, j = source["factors"]
        at = source["offset"] + b * birth + i * orig + j * dest
        for year in range(years):
            inputs[year, :, column] = tables[source["table"]][at + year * source["yearStride"]]

    demography = [array(file[name], np.float64).float().reshape(years, areas) for name in ("population", "births", "deathRate")]
    objective = file["objective"]
    counted = sum(group["rows"] for groups in file["targets"].values() for group in groups)
    targets = {kind: prepared(file["targets"][kind], counted, array) for kind in ("stock", "flow", "net")}
    held_out = prepared(file["heldOut"], sum(group["rows"] for group in file["heldOut"]), array)
    weights = [array(layer["values"], np.float32).reshape(layer["shape"]).requires_grad_() for layer in file["weights"]]
    layers = list(zip(weights[0::2], weights[1::2]))
    optimiser = torch.optim.Adam(weights, lr=file["learningRate"])
    initial = array(file["initialStock"], np.float64).float().reshape(areas, areas)
    scale = file["flowScale"]
    mean, deviation = file["stockScale"]["mean"], file["stockScale"]["sd"]
    eye = torch.eye(areas)
    permutations = torch.Generator().manual_seed(1)

    def network(x, stocks, latent):
        hidden = torch.cat((x, stocks, latent), 1)
        for weight, bias in layers[:-1]:
            hidden = torch.tanh(torch.addmm(bias, hidden, weight.t()))
        weight, bias = layers[-1]
        out = torch.nn.functional.celu(torch.addmm(bias, hidden, weight.t()), -12.0)
        return scale * torch.exp(out[:, 0]), out[:, 1:]

    def epoch(sample, rest):
        stock, stocks, corridors = initial, [initial], []
        latent = torch.zeros(file["sample"], file["latent"])
        latent_rest = torch.zeros(len(rest), file["latent"])
        flow_rest = torch.empty(len(rest))
        for year in range(years):
            population, births, death = (values[year] for values in demography)
            with torch.no_grad():
                foreign = torch.relu(stock) * (1 - eye)
                at_risk = foreign + torch.diag(torch.relu(population - foreign.sum(0)))
                seen = ((torch.log1p(at_risk) - mean) / deviation).reshape(-1)
                for start in range(0, len(rest), CHUNK):
                    part = rest[start : start + CHUNK]
                    ends = torch.stack((seen[from_cell[part]], seen[to_cell[part]]), 1)
                    chunk = slice(start, start + len(part))
                    flow_rest[chunk], latent_rest[chunk] = network(inputs[year, part], ends, latent_rest[chunk])
            ends = torch.stack((seen[from_cell[sample]], seen[to_cell[sample]]), 1)
            flow, latent = network(inputs[year, sample], ends, latent)
            total = torch.zeros(areas * areas).index_add(0, corridor[rest], flow_rest).index_add(0, corridor[sample], flow)
            changes = torch.zeros(areas * areas)
            for at, moved in ((rest, flow_rest), (sample, flow)):
                changes = changes.index_add(0, to_cell[at], moved).index_add(0, from_cell[at], -moved)
            stock = stock * (1 - death) + torch.diag(births) + changes.reshape(areas, areas)
            stocks.append(stock)
            corridors.append(total)
        return loss_of(stocks, corridors), corridors

    def loss_of(stocks, corridors):
        tables = [corridors[year].reshape(areas, areas) for year in range(years)]
        predicted = {
            "stock": [(stocks[end] - stocks[start]).reshape(-1) for start, end in file["intervals"]],
            "flow": corridors,
            "net": [table.sum(0) - table.sum(1) for table in tables],
        }
        loss = 0
        for kind, groups in targets.items():
            loss = loss + objective["weights"][kind] * loss_by_errors(predicted[kind], groups, objective["bend"], objective["relative"].get(kind))
        return loss

    spent = 0.0
    for number in range(epochs):
        if spent >= limit:
            break
        begun, used = time.perf_counter(), time.process_time()
        if number == 0:
            # The first sample is the one of the other program, so that losses and gradients can be compared.
            order = torch.arange(count)
            sample = torch.div(torch.arange(file["sample"]) * count, file["sample"], rounding_mode="floor")
            mask = torch.ones(count, dtype=torch.bool)
            mask[sample] = False
            rest = order[mask]
        else:
            order = torch.randperm(count, generator=permutations)
            sample, rest = order[: file["sample"]].sort()[0], order[file["sample"] :].sort()[0]
        optimiser.zero_grad()
        loss, corridors = epoch(sample, rest)
        loss.backward()
        norm = float(torch.nn.utils.clip_grad_norm_(weights, file["clipNorm"]))
        optimiser.step()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        seconds, cpu = time.perf_counter() - begun, time.process_time() - used
        spent += seconds
        with torch.no_grad():
            unseen = float(loss_by_errors(corridors, held_out, objective["bend"]))
        line = {"epoch": number, "seconds": seconds, "cpu": cpu, "loss": float(loss), "norm": norm, "heldOut": unseen, "peak": peak}
        print(json.dumps(line), flush=True)


def loss_by_errors(predicted, groups, bend, relative=None):
    """Minus the log of the density of the errors, normal up to the bend and exponential beyond; of flows in logs, of others, which
    may be negative, by the inverse hyperbolic sine, with a relative error beside their own (docs/method.md 4.3)."""
    loss = 0
    for values, (cells, persons, errors, counted) in zip(predicted, groups):
        values = values[cells]
        if relative is None:
            off, scale = torch.log1p(torch.relu(values)) - torch.log1p(persons), errors
        else:
            off = torch.asinh(values / errors) - torch.asinh(persons / errors)
            scale = torch.sqrt(relative**2 + 1 / (1 + (persons / errors) ** 2))
        loss = loss + torch.nn.functional.huber_loss(off / scale, torch.zeros_like(off), reduction="sum", delta=bend) / counted
    return loss


def prepared(groups, counted, array):
    """Targets by year or interval, whose loss is a mean over so many of them."""
    return [
        (array(group["cells"], np.int32).long(), *(array(group[name], np.float64).float() for name in ("persons", "errors")), counted)
        for group in groups
    ]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else math.inf)
