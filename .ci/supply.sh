#!/usr/bin/env bash
# The source distribution and the wheel: the same bytes twice, checked, listed, and used in an empty environment.
# Usage: .ci/supply.sh FOLDER PYTHON-WITH-UV; writes the files with SHA256SUMS, sbom.json and licenses.txt there.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1 bin=$2
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
rm -rf "$out"
mkdir -p "$out"

for time in first second; do
  "$bin/uv" build --quiet --out-dir "$out/$time" .
done
for file in "$out"/first/*; do
  cmp "$file" "$out/second/$(basename "$file")"
done
mv "$out"/first/*.whl "$out"/first/*.tar.gz "$out"
rm -rf "$out/first" "$out/second"

"$bin/uvx" --quiet twine check --strict "$out"/*.whl "$out"/*.tar.gz
"$bin/uvx" --quiet check-wheel-contents "$out"/*.whl

# The wheel made of the source distribution is the same, too.
mkdir "$out/unpacked"
tar -xzf "$out"/*.tar.gz -C "$out/unpacked" --strip-components 1
(cd "$out/unpacked" && "$bin/uv" build --quiet --wheel --out-dir "$out/again" .)
cmp "$out"/*.whl "$out"/again/*.whl
rm -rf "$out/unpacked" "$out/again"

# In an empty environment: the core with its three dependencies answers the first example of the README.
"$bin/uv" venv --quiet "$out/empty"
"$bin/uv" pip install --quiet --python "$out/empty" "$out"/*.whl
(cd "$out" && empty/bin/python -W error - ../README.md <<'EXAMPLE'
import osteopharm

found = osteopharm.identify("FOSAMAX 70 MG TAB")
assert found.labeled_for_osteoporosis is True, found
assert [medication.id for medication in found.medications] == ["alendronic-acid"]
print(osteopharm.load())
EXAMPLE
)

# What is installed with all extras: a software bill of materials, and the licenses.
"$bin/uv" venv --quiet "$out/full"
"$bin/uv" pip install --quiet --python "$out/full" "$(ls "$out"/*.whl)[cli,files,frames,graph,html,plot,suggest,testing]"
"$bin/uvx" --quiet --from cyclonedx-bom cyclonedx-py environment --output-reproducible -o "$out/sbom.json" "$out/full/bin/python"
"$bin/uvx" --quiet pip-licenses --python "$out/full/bin/python" --from=mixed --format=plain >"$out/licenses.txt"
rm -rf "$out/empty" "$out/full"
(cd "$out" && sha256sum -- *.whl *.tar.gz sbom.json licenses.txt >SHA256SUMS)
cat "$out/SHA256SUMS"
