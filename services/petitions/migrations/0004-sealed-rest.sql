-- What else of a secret case is sealed: the oral record, remarks on drafts, proofs of letters.
alter table petitions_record add column sealed boolean not null default false;
alter table petitions_proposal add column remark_sealed boolean not null default false;
alter table petitions_letter add column proof_sealed boolean not null default false;
