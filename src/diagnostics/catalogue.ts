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
  /** What the code means, true of every place that uses it. */
  readonly about: string;
  /** What to do. `pipeline explain CODE` and docs/errors.md give both. */
  readonly remedy: string;
}

/**
 * Every error a user can see. E1 usage, E2 configuration, E3 source data, E4 contracts and artifacts, E5 stages, E6 files,
 * E7 comparison, E9 bugs. After a change, `npm run errors` writes docs/errors.md anew.
 */
export const CATALOGUE = {
  E101: {
    title: 'wrong usage',
    exit: 2,
    about: 'A flag, a command or an argument of the command line is not known, is missing, or has a value that it cannot take.',
    remedy: '`pipeline help COMMAND` lists what there is.',
  },
  E102: {
    title: 'no project here',
    exit: 2,
    about: 'No pipeline.yaml was found: neither in this folder nor above it, or not where --file or PIPELINE_FILE says.',
    remedy: 'Change into the project, or name its pipeline.yaml with --file.',
  },
  E103: {
    title: 'unknown stage',
    exit: 2,
    about: 'A command needs a stage, an instance or an output that pipeline.yaml does not declare.',
    remedy: '`pipeline dag` shows the stages. Correct the name.',
  },
  E104: {
    title: 'backend not available',
    exit: 2,
    about: 'The training backend asked for does not exist, cannot be loaded on this machine, or cannot train this kind of model.',
    remedy: '`pipeline doctor` lists the backends of this machine. `--backend auto` always works.',
  },
  E105: {
    title: 'no current artifact',
    exit: 2,
    about: 'The store has no such artifact, or one from before its inputs or its contract changed.',
    remedy: '`pipeline run STAGE` makes it.',
  },
  E106: {
    title: 'not traceable',
    exit: 2,
    about:
      'The rows of this output cannot be traced: it is a document, or its contract says neither where a row comes from nor what it was computed from.',
    remedy: 'Trace one of the tables that the message names, or declare it in the contract.',
  },
  E107: {
    title: 'no such run',
    exit: 2,
    about: 'A run to compare with is not in the journal: none has this name, or none has finished here, as on a fresh clone.',
    remedy: '`pipeline log` lists the runs.',
  },
  E201: {
    title: 'file missing',
    exit: 2,
    about: 'A file that the project needs does not exist, is not a file, or cannot be read.',
    remedy: 'Put the file there, or correct the path at the place that the message names.',
  },
  E202: {
    title: 'not valid YAML',
    exit: 2,
    about:
      'A configuration file or a value of --set is not one YAML 1.2 document in UTF-8 of at most 1 MiB. Aliases, duplicate keys, custom tags, control characters and deep nesting are refused on purpose.',
    remedy: 'Correct the place that the message marks.',
  },
  E203: {
    title: 'value not allowed',
    exit: 2,
    about:
      'A key or a value of the configuration is not what the JSON Schema of its file allows, or breaks a rule that a schema cannot express: two outputs in one file, a stage with the name of a profile. Or the schema of the parameters is no JSON Schema.',
    remedy: 'Correct the place that the message marks; it says what is allowed.',
  },
  E204: {
    title: 'unknown reference',
    exit: 2,
    about: 'The configuration names an input, an output, a source, a parameter or a contract that is not declared.',
    remedy: 'Correct the name; the message lists those that exist.',
  },
  E205: {
    title: 'cycle',
    exit: 2,
    about: 'Stages depend on each other in a circle, so none of them can run first.',
    remedy: 'Take one input out of the circle that the message names.',
  },
  E206: {
    title: 'path not allowed',
    exit: 2,
    about: 'A path or file name in the configuration does not mean the same on every machine, or leads out of its folder.',
    remedy: 'Write a relative path inside the project, with forward slashes, without "..". Outputs and profiles need plain names.',
  },
  E207: {
    title: 'code does not build',
    exit: 2,
    about: 'A stage module, or something that it imports, cannot be compiled, or the module does not export a function `run`.',
    remedy: 'Correct the module.',
  },
  E208: {
    title: 'inconsistent contract',
    exit: 2,
    about:
      'A contract contradicts itself, another contract, or the stage that uses it: an unknown field, a file that cannot hold it, a table out of reach, a type name that is taken.',
    remedy: 'Correct the contract, or its use in pipeline.yaml, at the place that the message marks.',
  },
  E209: {
    title: 'parameters do not fit',
    exit: 2,
    about:
      'Parameters contradict the data or each other, which shows only once a stage has read them: years without stocks, a source that reports nothing, an option that the chosen model does not have.',
    remedy: 'Correct the parameter that the message names.',
  },
  E210: {
    title: 'generated types out of date',
    exit: 2,
    about:
      'The committed TypeScript types are not those of pipeline.yaml and the contracts, so stages are compiled against other tables than they get.',
    remedy: 'Run `pipeline types` and commit the result.',
  },
  E211: {
    title: 'placeholder cannot be right here',
    exit: 2,
    about:
      'A placeholder of a command stands in single quotes, in a here-document with a quoted end, or in the text of a program that another shell would parse.',
    remedy: 'Put it outside of quotes, or in double quotes of its own. A program that needs the value takes it as an argument.',
  },
  E212: {
    title: 'source that nothing reads',
    exit: 2,
    about: 'The manifest lists a source that is an input of no stage, so that its files change no result. A warning: the run goes on.',
    remedy: 'Make it an input of the stage that is to read it, or take it out of the manifest.',
  },
  E213: {
    title: 'undeclared code',
    exit: 2,
    about:
      'A command, or a script that it declares, names a file of the project that the stage does not declare. A command runs in a folder of its own, in which that file is missing. The file may not be meant: this is a warning.',
    remedy: 'Add the file to `code` of the stage; or make it an input, if it is data.',
  },
  E301: {
    title: 'source file missing',
    exit: 2,
    about: 'A source file is not there, cannot be read or fetched, or the manifest does not list the files that a stage needs.',
    remedy: '`pipeline fetch` brings the files of the manifest. Add a file that it does not list.',
  },
  E302: {
    title: 'wrong digest',
    exit: 4,
    about: 'The content of a source file is not the one that the manifest names, or the manifest does not name any yet.',
    remedy: '`pipeline fetch` restores it; `pipeline fetch --update` accepts it.',
  },
  E303: {
    title: 'value does not fit',
    exit: 3,
    about:
      'A value or a row of a source file cannot be right: of the wrong kind, out of range, given twice, at odds with another row, or with a field missing.',
    remedy: 'Correct the row and accept the file with `pipeline fetch --update`, or name its source in `ingest.quarantine`.',
  },
  E304: {
    title: 'unknown area code',
    exit: 3,
    about: 'A source names a country or area that is in no code list of the project.',
    remedy: 'Correct the code, or add it to the code list.',
  },
  E305: {
    title: 'broken source file',
    exit: 3,
    about:
      'A source file cannot be used as a whole: it is truncated or damaged; or it is whole, but too large, without rows, or not in the form, with the fields, or with the meaning, that its reader can be sure of.',
    remedy: 'The message says what was expected. Where the file is damaged, fetch it again (`pipeline fetch`).',
  },
  E306: {
    title: 'changed during the run',
    exit: 4,
    about: 'A source file, an artifact or a program of the engine was written to while a stage was using it. Nothing was recorded.',
    remedy: 'Run again when nobody writes to it.',
  },
  E307: {
    title: 'incomplete data',
    exit: 3,
    about:
      'The data are sound but lack something that a stage cannot do without: an indicator in a year, the distance of a pair, a second date, any observation to learn from.',
    remedy: 'Complete the source that the message names, or choose years and areas that it covers.',
  },
  E401: {
    title: 'contract broken',
    exit: 3,
    about: 'A table or a document breaks its contract. If a stage has just written it, nothing of it became visible.',
    remedy: 'Mend the stage that writes it, or the contract if that is wrong. The message shows the first rows.',
  },
  E402: {
    title: 'output missing',
    exit: 3,
    about: 'An output was not there when it was needed: the stage ended without writing it, or first wrote a table that refers to it.',
    remedy: 'Write every output that pipeline.yaml declares, and a table before those that refer to it.',
  },
  E403: {
    title: 'artifact unreadable',
    exit: 3,
    about: 'A file cannot be decoded as what its contract says: an artifact of the store, or a file that the command of a stage wrote.',
    remedy: 'Delete an artifact that was edited or cut off; the next run makes it again. Correct a command that writes such a file.',
  },
  E404: {
    title: 'artifacts disagree',
    exit: 3,
    about: 'Artifacts that a stage reads together do not have the same rows, for example the members of one ensemble.',
    remedy: 'Make them again: `pipeline run STAGE --force`. Please report it if that does not help.',
  },
  E501: {
    title: 'stage failed',
    exit: 1,
    about: 'The code of a stage threw an error or wrote an output twice, or the command of a stage ended with an exit code other than 0.',
    remedy: 'The last lines of its log are shown; `pipeline log STAGE` shows all. Correct the stage.',
  },
  E502: {
    title: 'stage timed out',
    exit: 1,
    about: 'A stage took longer than its timeout in pipeline.yaml.',
    remedy: 'Raise `timeout` of the stage, or make the stage faster.',
  },
  E503: {
    title: 'process of a stage ended',
    exit: 1,
    about: 'The process of a stage ended without a word: by a signal, most often for lack of memory, or with an exit code of its own.',
    remedy: 'Raise `resources.memory` of the stage or lower --jobs. `pipeline log STAGE` shows what it wrote.',
  },
  E504: {
    title: 'numbers diverged',
    exit: 1,
    about: 'Training or an iteration produced values that are not finite, or did not converge.',
    remedy: 'Try what the message says, for example a smaller `training.learning_rate`.',
  },
  E505: {
    title: 'estimator cannot use its input',
    exit: 1,
    about:
      'Tables handed to a demographic estimator break a rule that it needs: negative stocks, totals that differ, more deaths than people, two areas with one label.',
    remedy: 'Correct the table that the message names, or choose an option of the estimator that allows it.',
  },
  E506: {
    title: 'too little memory',
    exit: 1,
    about:
      'A computation was not begun: its plan needs more memory than `resources.memory` of its stage allows, or than the machine gives.',
    remedy: 'Raise `resources.memory`, or make the model or the sample smaller. `pipeline doctor --plan` shows the terms.',
  },
  E601: {
    title: 'no space',
    exit: 1,
    about: 'A file system that is written to is full. Finished artifacts are kept.',
    remedy: 'Free some space and run again: the run continues.',
  },
  E602: {
    title: 'no access',
    exit: 1,
    about:
      'A file or folder of the project cannot be written to, or not be read: it belongs to somebody else, its file system is read-only, or a folder of the engine is a symbolic link.',
    remedy: 'Check owner and mount; keep `artifacts` a folder.',
  },
  E603: {
    title: 'store damaged',
    exit: 4,
    about: 'An artifact or the code of a stage is gone from the store, or no longer has the content that its name says.',
    remedy: '`pipeline run` makes it again; what was damaged is kept under `artifacts/.store/kept`.',
  },
  E604: {
    title: 'store busy',
    exit: 1,
    about: 'Another process has kept to itself, for a minute, what processes take turns in: the lock file and the views of a profile.',
    remedy: 'End that process and run again. If it was on a host that is gone, remove the folder that the message names.',
  },
  E605: {
    title: 'device failed',
    exit: 1,
    about: 'The system could not read or write a file, because the disk or the network behind it failed (EIO). Nothing was recorded.',
    remedy: 'Look at the system log. Save the data, then run again on a sound device.',
  },
  E606: {
    title: 'file too large',
    exit: 1,
    about: 'A file would become larger than its file system, or the limit of the process (`ulimit -f`), allows.',
    remedy: 'Raise the limit, or move the project to another file system.',
  },
  E701: {
    title: 'artifact differs from the lock',
    exit: 4,
    about: 'The store has another artifact than pipeline.lock names.',
    remedy: '`pipeline run` writes the lock anew; its diff shows what changed.',
  },
  E901: {
    title: 'internal error',
    exit: 1,
    about: 'This is our bug.',
    remedy: 'Please report it with what PIPELINE_DEBUG=1 prints.',
  },
} as const satisfies Record<string, Entry>;

export type Code = keyof typeof CATALOGUE;
