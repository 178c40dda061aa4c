"""Apache Jena's riot, the parser of another family, and its rsparql, a client: the command where it is installed, otherwise the jars of Debian's libapache-jena-java."""

import functools
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

_JAVA = Path("/usr/share/java")
# Only what riot loads: other packages put jars there that get in each other's way.
_JARS = ("jena-*.jar", "commons-*.jar", "dexx.collection.jar", "gson.jar", "guava.jar", "http*.jar", "jackson-*.jar", "jsonld-java.jar", "protobuf.jar",
         "slf4j-api.jar", "slf4j-simple.jar", "thrift.jar")
# Debian's jena-core looks for the messages of its XML parser under another name than it has them, and does not start without.
_MESSAGES, _WANTED = "org/apache/jena/ext/xerces/", "xerces/"

MISSING = "Apache Jena is not installed: apt-get install libapache-jena-java default-jre-headless"


def installed():
    """Whether riot can be run here."""
    return bool(shutil.which("riot") or (shutil.which("java") and (_JAVA / "jena-cmds.jar").is_file()))


def read(path, syntax):
    """A file as N-Quads, as Jena reads it, and what it warns of; what it refuses is an error."""
    done = subprocess.run([*_command("riot"), f"--syntax={syntax}", "--output=nquads", str(path)], capture_output=True, check=False)
    warnings = done.stderr.decode()
    assert "ERROR" not in warnings, warnings
    assert done.returncode == bool(warnings), done.returncode
    return done.stdout, warnings


def run(tool, *arguments):
    """What a tool (rsparql) prints; what it refuses is an error."""
    done = subprocess.run([*_command(tool), *arguments], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@functools.cache
def _command(tool):
    if shutil.which("riot"):
        return (tool,)
    jars = [str(jar) for pattern in _JARS for jar in sorted(_JAVA.glob(pattern))]
    return ("java", "-XX:TieredStopAtLevel=1", "-cp", ":".join([_messages().name, *jars]), {"riot": "riotcmd.riot", "rsparql": "arq.rsparql"}[tool])


@functools.cache
def _messages():
    folder = tempfile.TemporaryDirectory(prefix="jena-")
    with zipfile.ZipFile(_JAVA / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(_MESSAGES) and name.endswith(".properties"):
                target = Path(folder.name) / name.replace(_MESSAGES, _WANTED)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    return folder
