document.body.append("A page of Pyrometer.");
