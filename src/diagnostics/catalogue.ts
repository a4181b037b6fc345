/** Exit codes of the command line, documented in the README. */
export const EXIT = {
  done: 0,
  stageFailed: 1,
  configuration: 2,
  contract: 3,
  mismatch: 4,
  outOfDate: 5,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

interface Entry {
  readonly title: string;
  readonly exit: ExitCode;
  /** Printed by `pipeline explain CODE`. */
  readonly about: string;
}

/** Every error a user can see. E1 usage, E2 configuration, E3 source data, E4 contracts, E5 stages, E6 store, E7 comparison. */
export const CATALOGUE = {
  E101: {
    title: 'wrong usage',
    exit: 2,
    about: 'A flag, command or argument is not known or lacks its value. `pipeline help COMMAND` lists what there is.',
  },
  E102: { title: 'no project here', exit: 2, about: 'No pipeline.yaml was found in this folder or above it. Name one with --file.' },
  E103: { title: 'unknown stage', exit: 2, about: 'A target names a stage, instance or output that pipeline.yaml does not declare.' },
  E104: {
    title: 'backend not available',
    exit: 2,
    about: 'The training backend asked for cannot be loaded on this machine. `pipeline doctor` lists those that can.',
  },
  E105: { title: 'not made yet', exit: 2, about: 'The artifact has not been made in this store. `pipeline run STAGE` makes it.' },
  E201: { title: 'file missing', exit: 2, about: 'A file that the project needs does not exist or cannot be read.' },
  E202: {
    title: 'not valid YAML',
    exit: 2,
    about: 'The YAML parser stopped. Aliases, duplicate keys and custom tags are refused on purpose.',
  },
  E203: { title: 'does not fit the schema', exit: 2, about: 'A key or value is not what the JSON Schema of this file allows.' },
  E204: {
    title: 'unknown reference',
    exit: 2,
    about: 'A stage names an input, output, source, parameter or contract that is not declared.',
  },
  E205: { title: 'cycle', exit: 2, about: 'Stages depend on each other in a circle, so none of them can run first.' },
  E206: {
    title: 'path not allowed',
    exit: 2,
    about: 'A path in a configuration file must stay inside the project: relative, with forward slashes, without "..".',
  },
  E207: { title: 'code does not build', exit: 2, about: 'A stage module or something it imports cannot be compiled.' },
  E208: {
    title: 'contract mismatch',
    exit: 2,
    about: 'A contract is inconsistent, or refers to a table that the stage neither reads nor writes.',
  },
  E301: {
    title: 'source file missing',
    exit: 2,
    about: 'A source file of the manifest is not there. `pipeline fetch` brings the files of a manifest.',
  },
  E302: {
    title: 'wrong digest',
    exit: 4,
    about:
      'The content of a source file is not the one that the manifest names. `pipeline fetch` restores it; `pipeline fetch --update` accepts it.',
  },
  E303: { title: 'row does not fit', exit: 3, about: 'A row of a source file holds a value of the wrong kind, or lacks a field.' },
  E304: { title: 'unknown area code', exit: 3, about: 'A source names a country or area that is in no code list of the project.' },
  E305: {
    title: 'broken source file',
    exit: 3,
    about: 'A source file is truncated, compressed wrongly, or not of the format it should be.',
  },
  E306: {
    title: 'source changed during the run',
    exit: 4,
    about: 'A source file was written to while a stage was reading it. Nothing was recorded.',
  },
  E401: { title: 'contract broken', exit: 3, about: 'The output of a stage breaks its contract. Nothing of it became visible.' },
  E402: { title: 'output missing', exit: 3, about: 'A stage ended without writing an output that it declares.' },
  E403: { title: 'artifact unreadable', exit: 3, about: 'An artifact cannot be decoded as what its contract says.' },
  E501: {
    title: 'stage failed',
    exit: 1,
    about: 'The code of a stage threw an error. The last lines of its log are shown; `pipeline log STAGE` shows all.',
  },
  E502: { title: 'stage timed out', exit: 1, about: 'A stage took longer than its timeout in pipeline.yaml.' },
  E503: { title: 'stage was killed', exit: 1, about: 'The process of a stage ended by a signal, most often for lack of memory.' },
  E504: { title: 'numbers diverged', exit: 1, about: 'Training or an iteration produced values that are not finite or did not converge.' },
  E505: {
    title: 'input not usable',
    exit: 1,
    about: 'Numbers handed to an estimator break a rule that it needs, for example negative stocks.',
  },
  E601: { title: 'no space', exit: 1, about: 'The file system of the store is full. Finished artifacts are kept; a next run continues.' },
  E602: { title: 'store not writable', exit: 1, about: 'The store could not be written to.' },
  E603: {
    title: 'artifact damaged',
    exit: 4,
    about: 'An object of the store no longer has the content that its name says. The next run makes it again.',
  },
  E701: { title: 'artifacts differ', exit: 4, about: 'Two artifacts that should be equal are not.' },
  E901: { title: 'internal error', exit: 1, about: 'This is our bug. Please report it with what PIPELINE_DEBUG=1 prints.' },
} as const satisfies Record<string, Entry>;

export type Code = keyof typeof CATALOGUE;
