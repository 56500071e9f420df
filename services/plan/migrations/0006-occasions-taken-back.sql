alter table plan_occasion add column withdrawn_at text;
