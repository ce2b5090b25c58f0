#!/usr/bin/env bash
# The table bench as a test: some 40 small tables that come with scikit-learn, statsmodels and vega-datasets, the product
# beside the constant guess and the linear model. Some 3 minutes. Fails with the figures that were not held.
#   bash bench/tables/ci.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
export GRADSHEET_TABLES=.cache/tables-ci
python=.cache/python/bin/python
tables=(--half both --limit 60 --most-rows 2000)

"$python" bench/tables/fetch.py scikit-learn statsmodels vega-datasets
"$python" bench/tables/prepare.py >.cache/tables-ci/summary.json
node bench/tables/demands.mjs
"$python" bench/tables/deal.py
"$python" bench/tables/peers.py "${tables[@]}" --peers constant linear
"$python" bench/tables/run.py --product . "${tables[@]}"
"$python" bench/tables/check.py "${tables[@]}"
