alter table plan_document add column withdrawn_at text;
alter table plan_document add column withdrawn_by text;
alter table plan_document add column withdrawn_why text;
