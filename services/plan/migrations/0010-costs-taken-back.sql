alter table plan_cost add column withdrawn_at text;
