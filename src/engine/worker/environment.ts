/** Where a stage finds programs, on every machine; one that lies elsewhere needs PATH among the variables that the stage declares. */
export const STAGE_PATH = '/usr/local/bin:/usr/bin:/bin';

/** Variables that say where drivers and temporary files are, for the backends of the worker. */
const PLACES = ['TMPDIR', 'LD_LIBRARY_PATH', 'CUDA_VISIBLE_DEVICES', 'VK_DRIVER_FILES', 'XDG_RUNTIME_DIR'];

/** The same for every stage: nothing of the user's locale, time zone or Node options reaches one. */
const FIXED = { PATH: STAGE_PATH, LANG: 'C.UTF-8', TZ: 'UTC', NO_COLOR: '1' } as const;

/** Environment of a worker: that of every stage, and the variables that this one declares, whose values are in its key. */
export function workerEnvironment(declared: readonly string[]): NodeJS.ProcessEnv {
  return { ...FIXED, ...picked(PLACES), ...picked(declared), PIPELINE_PARENT: String(process.pid) };
}

/** Environment of a command, taken from that of the worker. */
export function commandEnvironment(declared: readonly string[]): NodeJS.ProcessEnv {
  return { ...FIXED, ...picked(['TMPDIR']), ...picked(declared) };
}

function picked(names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
