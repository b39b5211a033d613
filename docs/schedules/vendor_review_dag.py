"""A vendor risk review each Monday at 06:30 in Berlin. Fill in the paths, then copy the file into the DAGs folder."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

REVIEW = (
    "exec /srv/vendor-review/.venv/bin/vendor-review run /srv/registers/acme"
    " --as-of {{ dag_run.run_after.astimezone(dag.timezone).strftime('%Y-%m-%d') }}"
    " --reviews /srv/reviews --fail-on overdue --quiet --json"
)


def tell(context: dict[str, Any]) -> None:
    """Called when the task fails: put your mail, chat or ticket here. The task's log has the command's own words."""
    task = context["ti"]
    logging.getLogger(__name__).error("%s of %s: %s", task.task_id, task.dag_id, context.get("exception"))


with DAG(
    "vendor_review",
    schedule="30 6 * * 1",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"),
    catchup=False,
    max_active_runs=1,
):
    BashOperator(
        task_id="review",
        bash_command=REVIEW,
        execution_timeout=timedelta(minutes=30),
        on_failure_callback=tell,
    )
