import Foundation

/// The real sample data that tests read: the folder `ASSAY_DATA_DIR`, by default `../shared/data` beside the package.
public enum DataFolder {
  /// The folder, whether it exists or not.
  public static var url: URL { PackagePaths.folder("ASSAY_DATA_DIR", fallback: "shared/data") }

  /// The file or folder at `path` inside, or nil, after one printed line, when it is absent.
  public static func url(of path: String) -> URL? {
    let url = url.appending(path: path)
    if PackagePaths.exists(url) { return url }
    print("skipped: no \(url.path(percentEncoded: false)); set ASSAY_DATA_DIR to the folder of sample data")
    return nil
  }
}
