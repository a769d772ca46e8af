import Foundation

/// What a data set from a container file is called: the file's name without the endings that tell its format.
enum ContainerName {
  static func of(_ url: URL) -> String {
    var url = url
    while ["gz", "bin", "npz", "npy", "idx"].contains(url.pathExtension.lowercased()) { url.deletePathExtension() }
    return url.lastPathComponent
  }
}
