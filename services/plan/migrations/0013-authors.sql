-- Who wrote a plan stands behind each of its actions from now on. Of several who may approve two share them, so that
-- neither approves what they wrote. The table goes at once: what it knew would be wrong after the first change.
alter table plan_leaf add column written_by text;
update plan_leaf set written_by = coalesce(
    (select case
        when plan_leaf.id = (select min(l.id) from plan_leaf l where l.plan_id = plan_leaf.plan_id)
        then max(a.staff_id) else min(a.staff_id) end
     from plan_author a join foundation_staff s on s.id = a.staff_id
     where a.plan_id = plan_leaf.plan_id and s.roles like '%director%'),
    (select min(a.staff_id) from plan_author a where a.plan_id = plan_leaf.plan_id)
);
drop table plan_author;
