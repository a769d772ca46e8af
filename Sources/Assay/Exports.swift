// One import gives a spec the words it is written in: models, data, attacks, explanations, images, generators,
// properties, and the tensors and errors that a model of one's own needs.
@_exported import AssayBase
@_exported import AssayCheck
@_exported import AssayDatasets
@_exported import AssayExplanations
@_exported import AssayImages
@_exported import AssayNetworks
@_exported import AssayPerturbations
@_exported import AssayProperties
@_exported import AssayTensor
