"""The inspection dossier (迎检档案): evidence in, volumes with contents, page numbers and gaps out."""
