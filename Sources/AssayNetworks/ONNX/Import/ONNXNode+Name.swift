extension ONNXNode {
  /// The name of the layer that the node becomes: "layer1.0.conv1" for PyTorch's "/layer1/layer1.0/conv1/Conv".
  var layerName: String {
    guard name.hasPrefix("/") else { return name }
    var parts = name.split(separator: "/").map(String.init)
    // The last part is the operator, numbered where there are several in a module.
    if parts.count > 1, let last = parts.last, last == operation || last.hasPrefix(operation + "_") {
      parts.removeLast()
    }
    var path: [String] = []
    for part in parts {
      // Members of a list repeat the list's name.
      if let list = path.last, part.hasPrefix(list + ".") { path.removeLast() }
      path.append(part)
    }
    return path.joined(separator: ".")
  }
}
