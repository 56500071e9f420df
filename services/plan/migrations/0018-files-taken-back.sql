-- Files whose proof stays, because figures were frozen over it, while name and bytes were taken back.
create table plan_file_taken (
    file_id text primary key,
    taken_at text not null
);
create index plan_proof_of_file on plan_proof (file_id) where file_id is not null;
create index plan_withdrawn_proof_of_file on plan_withdrawn_proof (file_id) where file_id is not null;
-- Of what was taken back before, names and bytes are forgotten too.
update plan_withdrawn_proof set note = '' where note = (select f.name from foundation_file f where f.id = file_id);
insert into foundation_forgetting (file_id, due_at)
    select f.id, '' from foundation_file f
    where f.id in (select d.file_id from plan_document d where d.withdrawn_at is not null)
    or f.id in (select w.file_id from plan_withdrawn_proof w);
delete from foundation_file where id in (select g.file_id from foundation_forgetting g);
