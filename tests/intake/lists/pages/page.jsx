import React from "react";

const steps = [{ title: "Sign up", text: "It takes a minute." }];

const subprocessors = [
  // the list
  { name: "Ferrous Cloud", purpose: 'Hosting', location: "Germany", url: "https://ferrous.example", },
  { name: "Lumen & Sons", purpose: `E-mail`, location: "United States", url: "https://lumen.example" },
];

export default function Page() {
  return (<main><h1>Subprocessors</h1><table><thead><tr><th>Name</th><th>Purpose</th></tr></thead>
    <tbody>{subprocessors.map((one) => <tr key={one.name}><td>{one.name}</td><td>{one.purpose}</td></tr>)}</tbody></table></main>);
}
