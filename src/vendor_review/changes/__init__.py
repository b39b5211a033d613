"""What has changed between two registers or two public lists, and who must be told; writes no wording of its own."""
