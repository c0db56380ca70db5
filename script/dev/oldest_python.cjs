// Starts oldest_python.py inside Pyodide: node oldest_python.cjs <folder of pyodide> <repository> <libraries>
const [pyodide, root, libraries] = process.argv.slice(2);
const { loadPyodide } = require(pyodide);

loadPyodide({ indexURL: `${pyodide}/` })
    .then((python) => {
        python.FS.mkdir("/repository");
        python.FS.mount(python.FS.filesystems.NODEFS, { root }, "/repository");
        python.FS.mkdir("/libraries");
        python.FS.mount(python.FS.filesystems.NODEFS, { root: libraries }, "/libraries");
        const passed = python.runPython(`
import sys
sys.path.insert(0, "/repository/script/dev")
sys.path.append("/libraries")  # what is written in Python alone
sys.dont_write_bytecode = True
from oldest_python import main
main()
`);
        process.exit(passed ? 0 : 1);
    })
    .catch((error) => {
        console.log(String(error));
        process.exit(1);
    });
