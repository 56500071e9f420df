-- Who is answered instead of the petitioner: who speaks for them, or for several (代理人、聯絡人).
alter table petitions_case add column agent text not null default '';
