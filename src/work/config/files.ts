/** The folder of the config file in a repository. */
export const CONFIG_FOLDER = '.backlog';

/** Paths of the config file in a repository. Only one of them may exist. */
export const CONFIG_FILES: readonly string[] = [`${CONFIG_FOLDER}/config.yaml`, `${CONFIG_FOLDER}/config.json`];

/** The folder of pass files in a repository. */
export const PASSES_FOLDER = `${CONFIG_FOLDER}/passes`;
