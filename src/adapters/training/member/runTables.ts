import type { MemberBirths, MemberEdges, MemberRuns } from '../../../../schemas/generated/types.ts';
import type { Runs } from '../../../model/simulation/runs.ts';

/** Arrivals and departures of those born in one area at each residence, by year, group by group. */
export function birthColumns({ groups, spreads }: Runs, areas: readonly string[], first: number): MemberBirths {
  const { arrivals, departures } = spreads;
  const count = groups.birth.length;
  const rows = arrivals.central.length;
  const groupOf = Int32Array.from({ length: rows }, (_, row) => row % count);
  return {
    year: Int16Array.from({ length: rows }, (_, row) => first + Math.floor(row / count)),
    birth: { codes: groupOf.map((group) => groups.birth[group]!), levels: areas },
    residence: { codes: groupOf.map((group) => groups.residence[group]!), levels: areas },
    arrivals: arrivals.central,
    arrivals_mean: arrivals.moments.mean,
    arrivals_variance: arrivals.moments.variance,
    departures: departures.central,
    departures_mean: departures.moments.mean,
    departures_variance: departures.moments.variance,
  };
}

/** Flows of the listed edges, all years of one after the other. */
export function edgeColumns({ edges, spreads }: Runs, areas: readonly string[], first: number): MemberEdges {
  const { central, moments } = spreads.listed;
  const rows = central.length;
  const years = rows === 0 ? 0 : rows / edges.birth.length;
  const endOf = (ends: Int32Array) => ({
    codes: Int32Array.from({ length: rows }, (_, row) => ends[Math.floor(row / years)]!),
    levels: areas,
  });
  return {
    birth: endOf(edges.birth),
    orig: endOf(edges.orig),
    dest: endOf(edges.dest),
    year: Int16Array.from({ length: rows }, (_, row) => first + (row % years)),
    persons: central,
    runs_mean: Float32Array.from(moments.mean),
    sd: Float32Array.from(moments.variance, (variance) => Math.sqrt(variance)),
  };
}

/** Totals of every run by year. Run 0 is the central one and has no stream. */
export function runColumns({ totals }: Runs, first: number): MemberRuns {
  const rows = totals.flatMap((run, number) => Array.from(run.movers.keys(), (year) => ({ run, number, year })));
  const streams = totals.flatMap(({ stream }) => (stream === null ? [] : [stream]));
  return {
    run: Int32Array.from(rows, ({ number }) => number),
    stream: { codes: Int32Array.from(rows, ({ run }) => (run.stream === null ? -1 : streams.indexOf(run.stream))), levels: streams },
    year: Int16Array.from(rows, ({ year }) => first + year),
    movers: Float64Array.from(rows, ({ run, year }) => run.movers[year]!),
    unlisted: Float64Array.from(rows, ({ run, year }) => run.unlisted[year]!),
    abroad: Float64Array.from(rows, ({ run, year }) => run.abroad[year]!),
  };
}
