import type {
  Births,
  Edges,
  FlowErrors,
  Flows,
  MemberBirths,
  MemberEdges,
  MemberFlows,
  MemberNetMigration,
  MemberStocks,
  NetMigration,
  Observations,
  Stocks,
} from '../../../schemas/generated/types.ts';
import { commonKeys, positionsOf } from '../../evaluation/commonKeys.ts';
import type { Category } from '../../tables/columns.ts';
import type { Years } from '../areas.ts';
import { quantileColumns, reportedFlows, supportBins, supportColumn } from '../calibration/calibrationTables.ts';
import { type CodesOf, ensembleMoments, type Members } from './ensembleMoments.ts';

/** Above any calendar year, so that a year is the last digit of the key of a row. */
const YEARS = 10_000;

/** What the intervals of flows are made from. */
export interface Calibration {
  readonly observations: Observations;
  readonly errors: FlowErrors;
  readonly areas: readonly string[];
  readonly years: Years;
}

/** Flows with mean, standard deviation and calibrated quantiles (docs/method.md 6.5 and 6.6), in the rows of the first member. */
export async function publishedFlows(members: Members<MemberFlows>, codesOf: CodesOf, calibration: Calibration): Promise<Flows> {
  const { first, mean, sd } = await ensembleMoments(members, (member) => ({
    keys: [member.year, codesOf(member.orig), codesOf(member.dest)],
    central: member.flow,
    runsMean: member.runs_mean,
    runsVariance: member.runs_variance,
  }));
  const { observations, errors, areas, years } = calibration;
  const support = supportColumn(first, reportedFlows(observations, areas, years), areas, years);
  const quantiles = quantileColumns(mean, support, supportBins(errors));
  return { year: first.year, orig: first.orig, dest: first.dest, flow_mean: mean, flow_sd: sd, support, ...quantiles };
}

/** Stocks on 1 January with mean and standard deviation. */
export async function publishedStocks(members: Members<MemberStocks>, codesOf: CodesOf): Promise<Stocks> {
  const { first, mean, sd } = await ensembleMoments(members, (member) => ({
    keys: [member.year, codesOf(member.birth), codesOf(member.residence)],
    central: member.stock,
    runsMean: member.runs_mean,
    runsVariance: member.runs_variance,
  }));
  return { year: first.year, birth: first.birth, residence: first.residence, stock_mean: mean, stock_sd: sd };
}

/** Net migration with mean and standard deviation. */
export async function publishedNetMigration(members: Members<MemberNetMigration>, codesOf: CodesOf): Promise<NetMigration> {
  const { first, mean, sd } = await ensembleMoments(members, (member) => ({
    keys: [member.year, codesOf(member.area)],
    central: member.net,
    runsMean: member.runs_mean,
    runsVariance: member.runs_variance,
  }));
  return { year: first.year, area: first.area, net_mean: mean, net_sd: sd };
}

/** Arrivals and departures by country of birth, with mean and standard deviation. */
export async function publishedBirths(members: Members<MemberBirths>, codesOf: CodesOf): Promise<Births> {
  const keysOf = (member: MemberBirths) => [member.year, codesOf(member.birth), codesOf(member.residence)];
  const arrivals = await ensembleMoments(members, (member) => ({
    keys: keysOf(member),
    central: member.arrivals,
    runsMean: member.arrivals_mean,
    runsVariance: member.arrivals_variance,
  }));
  const departures = await ensembleMoments(members, (member) => ({
    keys: keysOf(member),
    central: member.departures,
    runsMean: member.departures_mean,
    runsVariance: member.departures_variance,
  }));
  return {
    year: arrivals.first.year,
    birth: arrivals.first.birth,
    residence: arrivals.first.residence,
    arrivals_mean: arrivals.mean,
    arrivals_sd: arrivals.sd,
    departures_mean: departures.mean,
    departures_sd: departures.sd,
  };
}

/**
 * Flows by birth, origin and destination. Every member lists the edges that carry much in its own runs: what can be combined is
 * what all of them list.
 * @param areas number of areas.
 */
export async function publishedEdges(members: Members<MemberEdges>, codesOf: CodesOf, areas: number): Promise<Edges> {
  const keysOf = ({ birth, orig, dest, year }: MemberEdges) => {
    const [b, i, j] = [codesOf(birth), codesOf(orig), codesOf(dest)];
    return Float64Array.from(year, (of, row) => ((b[row]! * areas + i[row]!) * areas + j[row]!) * YEARS + of);
  };
  const listed = await listedByAll(members, keysOf);
  const rowsOf = (member: MemberEdges) => positionsOf(listed, keysOf(member));
  const { first, mean, sd } = await ensembleMoments(members, (member) => {
    const rows = rowsOf(member);
    return {
      keys: [listed],
      central: Float64Array.from(rows, (row) => member.persons[row]!),
      runsMean: Float64Array.from(rows, (row) => member.runs_mean[row]!),
      runsVariance: Float64Array.from(rows, (row) => member.sd[row]! * member.sd[row]!),
    };
  });
  const rows = rowsOf(first);
  const pick = ({ codes, levels }: Category) => ({ codes: rows.map((row) => codes[row]!), levels });
  return {
    birth: pick(first.birth),
    orig: pick(first.orig),
    dest: pick(first.dest),
    year: Int16Array.from(rows, (row) => first.year[row]!),
    flow_mean: Float32Array.from(mean),
    flow_sd: Float32Array.from(sd),
  };
}

/** Keys of the rows that every member has, ascending. */
async function listedByAll(members: Members<MemberEdges>, keysOf: (member: MemberEdges) => Float64Array): Promise<Float64Array> {
  let common: Float64Array | null = null;
  for (const { input } of members) {
    const keys = keysOf(await input.read());
    common = common === null ? keys : commonKeys(common, keys);
  }
  return common ?? new Float64Array();
}
