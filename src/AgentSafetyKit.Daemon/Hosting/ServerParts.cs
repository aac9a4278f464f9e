using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// Only the interface's own words are obsolete; nothing is built by it.
#pragma warning disable ASPDEPR008

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>
/// Collects what Kestrel's own registration asks for, and nothing more: no host, no routing, no TLS (whoever makes <c>KestrelServer</c> directly gets all of TLS and an HTTP client with it, three megabytes).
/// </summary>
internal sealed class ServerParts : IWebHostBuilder
{
    public IServiceCollection Services { get; } = new ServiceCollection();

    public IWebHost Build() => throw new NotSupportedException();

    public IWebHostBuilder ConfigureAppConfiguration(Action<WebHostBuilderContext, IConfigurationBuilder> configureDelegate) => this;

    public IWebHostBuilder ConfigureServices(Action<IServiceCollection> configureServices)
    {
        configureServices(Services);
        return this;
    }

    public IWebHostBuilder ConfigureServices(Action<WebHostBuilderContext, IServiceCollection> configureServices)
    {
        configureServices(new WebHostBuilderContext(), Services);
        return this;
    }

    public string? GetSetting(string key) => null;

    public IWebHostBuilder UseSetting(string key, string? value) => this;
}
