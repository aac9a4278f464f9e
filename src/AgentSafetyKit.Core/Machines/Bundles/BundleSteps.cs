using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines.Bundles;

/// <summary>The steps that the scripts of the bundles name, in words.</summary>
internal static class BundleSteps
{
    /// <param name="step">As the script calls it.</param>
    /// <param name="about">A host, packages; safe to print.</param>
    public static Text Of(string step, string about) => step switch
    {
        "probe" => new Text($"looking whether {about} answers", $"проверяем, отвечает ли {about}"),
        "update" => new Text("getting the lists of packages", "получаем списки пакетов"),
        "install" => new Text($"installing {about}", $"ставим {about}"),
        "mend" => new Text("mending what was broken off before", "доделываем прерванное раньше"),
        "download" => new Text($"downloading from {about}", $"скачиваем с {about}"),
        "unpack" => new Text($"unpacking {about}", $"распаковываем {about}"),
        "build" => new Text($"building {about}; this takes many minutes", $"собираем {about}; это займёт не одну минуту"),
        "image" => new Text("making the image of boxes", "собираем образ песочниц"),
        "start" => new Text($"starting {about}", $"запускаем {about}"),
        "trust" => new Text("package mirrors and certificates", "зеркала пакетов и сертификаты"),
        "wait" => new Text("another installation in this VM is still at work", "в этой ВМ ещё идёт другая установка"),
        _ => new Text("at work", "работаем"),
    };
}
