"""Vendor risk reviews of all registers of a folder, each a task of its own. Fill in the paths, then copy the file."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task

REGISTERS = Path("/srv/registers")
REVIEW = (
    'exec /srv/vendor-review/.venv/bin/vendor-review run "$REGISTER"'
    " --as-of {{ dag_run.run_after.astimezone(dag.timezone).strftime('%Y-%m-%d') }}"
    " --reviews /srv/reviews --fail-on overdue --quiet --json"
)


def tell(context: dict[str, Any]) -> None:
    """Called for each task that fails: put your mail, chat or ticket here. Its log has the command's own words."""
    failed = context["ti"]
    logging.getLogger(__name__).error(
        "%s %s of %s: %s", failed.task_id, failed.map_index, failed.dag_id, context.get("exception")
    )


@task
def registers() -> list[dict[str, str]]:
    """The folders below REGISTERS; as a variable of the task, no name of one can act as a command."""
    return [{"REGISTER": str(path)} for path in sorted(REGISTERS.iterdir()) if path.is_dir()]


with DAG(
    "vendor_reviews",
    schedule="30 6 * * 1",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"),
    catchup=False,
    max_active_runs=1,
):
    BashOperator.partial(
        task_id="review",
        bash_command=REVIEW,
        append_env=True,
        max_active_tis_per_dag=2,
        execution_timeout=timedelta(minutes=30),
        on_failure_callback=tell,
    ).expand(env=registers())
