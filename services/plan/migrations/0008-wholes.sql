alter table plan_figure add column whole bigint;
