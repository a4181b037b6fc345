import { parseDelimited } from './cells.ts';
import type { Form } from './forms.ts';
import { hasHdf5Names } from './hdf5Bytes.ts';
import { type CaseForm, casesOf, formsOf, PUBLISHED_CASES, TIMES } from './plan.ts';
import { documentSubject, gridSubject, knowledgeOf, type Subject, tableSubject } from './subjects.ts';
import type { Target } from './targets.ts';
import { unDesaWorkbookSubject } from './unDesaWorkbook.ts';

/** So many cases of one file in one form. */
export interface Work {
  readonly target: Target;
  readonly count: number;
  subject(): Promise<Subject>;
}

/** What there is to do for a form: every file of every source that can have it. */
export function plannedCases(targets: readonly Target[], form: CaseForm): readonly Work[] {
  if (form === 'published') return publishedWork(targets);
  const foreign = targets.filter(({ kind }) => kind === 'table').map(({ content }) => rowsOf(content)[1]!);
  return targets
    .filter((target) => formsOf(target.kind).includes(form) && (form !== 'hdf5' || hasHdf5Names(target.content)))
    .map((target) => ({
      target,
      count: casesOf(target.kind, form, target.files.length),
      subject: () => subjectOf(target, form, foreign),
    }));
}

async function subjectOf(target: Target, form: CaseForm, foreign: readonly (readonly string[])[]): Promise<Subject> {
  if (target.kind === 'document') return documentSubject(target, form);
  if (target.kind === 'grid') return gridSubject(target, form);
  return tableSubject(await knowledgeOf(target), form as Form, foreign);
}

/** The workbook as UN DESA publishes it, with both sexes only or each sex too, for every source of stocks. */
function publishedWork(targets: readonly Target[]): readonly Work[] {
  const codes = targets.find(({ name }) => name.startsWith('area_codes '));
  if (codes === undefined) throw new Error('the code list is not among the targets');
  const stocks = targets.filter(({ source }) => source.startsWith('un-desa-stocks'));
  return stocks.flatMap((target) => {
    return [1, 3].map((blocks) => ({
      target,
      count: TIMES * PUBLISHED_CASES,
      subject: () => unDesaWorkbookSubject(target, rowsOf(codes.content), blocks),
    }));
  });
}

function rowsOf(content: Uint8Array): readonly (readonly string[])[] {
  return parseDelimited(Buffer.from(content).toString('utf8'))!.cells;
}
