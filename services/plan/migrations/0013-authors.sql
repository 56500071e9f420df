alter table plan_leaf add column written_by text;
update plan_leaf set written_by = coalesce(
    (select min(a.staff_id) from plan_author a join foundation_staff s on s.id = a.staff_id
     where a.plan_id = plan_leaf.plan_id and s.roles like '%director%'),
    (select min(a.staff_id) from plan_author a where a.plan_id = plan_leaf.plan_id)
);
drop table plan_author;
